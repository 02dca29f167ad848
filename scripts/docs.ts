// Builds the documentation site from docs/ and the doc comments of src/. npm run docs [-- --out <folder>]
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSite } from './docs/build-site.ts';
import { root } from './setup/paths.mjs';

const { values } = parseArgs({ options: { out: { type: 'string', default: resolve(root, 'site') } } });
const out = resolve(values.out);
if (!(await buildSite(out))) {
  console.error('The site is not complete: see the messages above.');
  process.exit(1);
}
console.log(`The site is in ${out}. Open index.html in a browser.`);
