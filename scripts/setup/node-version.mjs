import { SetupError } from './setup-error.mjs';

/**
 * Throws unless this is Node 20.19 or later. Runs before anything else, so it uses only syntax that older versions support.
 *
 * @param {string} version such as `process.versions.node`
 */
export function checkNodeVersion(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(`This is Node ${version}, but 20.19 or later is needed: get it from https://nodejs.org.`);
}
