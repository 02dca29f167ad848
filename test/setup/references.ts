// Prepares the reference data that the tests compare with.
import { ensureReferences } from '../../scripts/setup/references.mjs';

/** Runs once before the tests of a Vitest project. */
export default async function setup(): Promise<void> {
  await ensureReferences();
}
