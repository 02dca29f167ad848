import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { companionJarFile } from '../scripts/setup/companion-jar.mjs';
import { root as clone } from '../scripts/setup/paths.mjs';

/** Where the files are from which the stack is started. */
export interface Place {
  /** Whether this is the package, to which the build has copied these files. */
  readonly isPackage: boolean;
  /** The folder that contains docker-compose.yml and `stack/`. */
  readonly root: string;
  readonly companionJar: string;
}

/** In the package, these files are next to the bundles. */
const packaged = fileURLToPath(new URL('./server', import.meta.url));

/** The files of this copy of the program: a clone of the repository, or the package. */
export const place: Place = existsSync(join(packaged, 'docker-compose.yml'))
  ? { isPackage: true, root: packaged, companionJar: fileURLToPath(new URL('./companion.jar', import.meta.url)) }
  : { isPackage: false, root: clone, companionJar: companionJarFile };

/** Returns the path of a file in `stack/`. */
export function stackFile(...names: readonly string[]): string {
  return join(place.root, 'stack', ...names);
}
