// Prepares for tests that start stacks of their own, without one that all share.
import { ownStacks, stopOrphanedStacks } from '../../stack/own-stacks.ts';

/** Runs once before the tests. */
export default async function setup(): Promise<void> {
  ownStacks();
  await stopOrphanedStacks();
}
