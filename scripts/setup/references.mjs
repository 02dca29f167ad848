// What only the tests need: Spark's own plans and PySpark's names, to compare with.
import { goldenPlans } from './golden-plans.mjs';
import { pysparkNames } from './pyspark-names.mjs';
import { reportAndExit } from './setup-error.mjs';
import { runSteps } from './steps.mjs';

/**
 * Fetches what the tests compare with; silent and quick when all is there.
 *
 * @returns {Promise<void>}
 */
export async function ensureReferences() {
  try {
    await runSteps([goldenPlans, pysparkNames]);
  } catch (error) {
    reportAndExit(error);
  }
}
