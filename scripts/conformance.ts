// Compares this client's plans with those of Spark's Scala client: npm run conformance. The last line is "N passed, N differ, N excluded".
import { comparePlans, summary } from './checks/conformance/compare-plans.ts';
import { excluded, plans } from './checks/conformance/plan-table.ts';
import { ensureReferences } from './setup/references.mjs';

await ensureReferences();
const outcomes = comparePlans(plans, excluded);
for (const outcome of outcomes) {
  if (outcome.result === 'differs') console.log(`${outcome.name} ${outcome.problem}`);
  if (outcome.result === 'excluded') console.log(`${outcome.name} is excluded: ${outcome.reason}`);
}
console.log(summary(outcomes));
process.exitCode = outcomes.some(({ result }) => result === 'differs') ? 1 : 0;
