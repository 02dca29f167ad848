// Writes scripts/checks/api-report/reports: the public API as the declarations have it. npm run api-report; with --check it only compares.
import { changedReports } from './checks/api-report/api-report.ts';

const update = !process.argv.includes('--check');
const changed = await changedReports({ update });
if (changed.length > 0 && !update) {
  const files = changed.map((door) => `scripts/checks/api-report/reports/${door}.api.md`).join(', ');
  console.error(`The public API is not the one in ${files}. If the change is intended, run "npm run api-report".`);
  process.exitCode = 1;
}
