import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top folder of the clone. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where set-up keeps its stamps and its lock; git-ignored. */
export const setupDir = join(root, '.setup');
