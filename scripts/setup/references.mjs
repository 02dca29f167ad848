// Sets up the references that only the tests need: the plans of Spark's Scala client and the names of PySpark.
import { goldenPlans } from './golden-plans.mjs';
import { pysparkNames } from './pyspark-names.mjs';
import { reportAndExit } from './setup-error.mjs';
import { runSteps } from './steps.mjs';

/**
 * Fetches the references that the tests compare with. Silent and fast if they are up to date.
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
