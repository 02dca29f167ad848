// Writes docs/pyspark-names.md, which lists the counterpart of each PySpark name, or why there is none. npm run coverage
import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { coverageFile, coveragePage } from './checks/coverage/coverage-page.ts';
import { ensureReferences } from './setup/references.mjs';

await ensureReferences();
mkdirSync(dirname(coverageFile), { recursive: true });
await writeFile(coverageFile, await coveragePage());
