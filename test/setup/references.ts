// What the tests compare with has to be there before them.
import { ensureReferences } from '../../scripts/setup/references.mjs';

/** Vitest runs this once before the tests of a project. */
export default async function setup(): Promise<void> {
  await ensureReferences();
}
