// npm runs this when it installs the package from git, where it has to be built, and after every npm ci in a clone, where there is
// nothing to do.
import { realpathSync } from 'node:fs';
import { ensureSetup } from './setup.mjs';
import { root } from './setup/paths.mjs';

/** The folder in which npm or another package manager was called: in a clone, the clone itself. */
const installedInto = process.env['npm_config_local_prefix'] ?? process.env['INIT_CWD'] ?? root;

if (realpathSync(installedInto) !== root) {
  await ensureSetup({ libraryOnly: true });
  const { register } = await import('tsx/esm/api');
  register();
  await import('./build.ts');
}
