// Writes the reports of the public API to scripts/checks/api-report/reports; with --check, only compares them. npm run api-report
import { changedReports } from './checks/api-report/api-report.ts';

const update = !process.argv.includes('--check');
const changed = await changedReports({ update });
if (changed.length > 0 && !update) {
  const files = changed.map((name) => `scripts/checks/api-report/reports/${name}.api.md`).join(', ');
  console.error(`The public API differs from ${files}. If the change is intended, run "npm run api-report".`);
  process.exitCode = 1;
}
