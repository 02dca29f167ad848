import type { Plans } from './inputs.ts';
import { aggregateFunctions } from './plans/aggregate-functions.ts';
import { bitwiseFunctions } from './plans/bitwise-functions.ts';
import { collectionFunctions } from './plans/collection-functions.ts';
import { columnPlans } from './plans/columns.ts';
import { combinationPlans } from './plans/combinations.ts';
import { conditionFunctions } from './plans/condition-functions.ts';
import { dataFramePlans } from './plans/data-frames.ts';
import { datetimeFunctions } from './plans/datetime-functions.ts';
import { documentFunctions } from './plans/document-functions.ts';
import { hashFunctions } from './plans/hash-functions.ts';
import { higherOrderFunctions } from './plans/higher-order-functions.ts';
import { intervalFunctions } from './plans/interval-functions.ts';
import { literalPlans } from './plans/literals.ts';
import { mathFunctions } from './plans/math-functions.ts';
import { moreFunctions } from './plans/more-functions.ts';
import { otherFunctions } from './plans/other-functions.ts';
import { rankingFunctions } from './plans/ranking-functions.ts';
import { regexpFunctions } from './plans/regexp-functions.ts';
import { serializedPlans } from './plans/serialized.ts';
import { sessionFunctions } from './plans/session-functions.ts';
import { sourcePlans } from './plans/sources.ts';
import { statisticsFunctions } from './plans/statistics-functions.ts';
import { stringFunctions } from './plans/string-functions.ts';
import { trigonometryFunctions } from './plans/trigonometry-functions.ts';

const tables: readonly Plans[] = [
  aggregateFunctions,
  bitwiseFunctions,
  collectionFunctions,
  columnPlans,
  combinationPlans,
  conditionFunctions,
  dataFramePlans,
  datetimeFunctions,
  documentFunctions,
  hashFunctions,
  higherOrderFunctions,
  intervalFunctions,
  literalPlans,
  mathFunctions,
  moreFunctions,
  otherFunctions,
  rankingFunctions,
  regexpFunctions,
  serializedPlans,
  sessionFunctions,
  sourcePlans,
  statisticsFunctions,
  stringFunctions,
  trigonometryFunctions,
];

/** The functions that build Spark's plans. */
export const plans: Plans = Object.assign({}, ...tables) as Plans;

/** The plans that this client cannot build, with the reason. */
export const excluded: Readonly<Record<string, string>> = {
  expression_extension: 'It is a message for a sample plug-in whose class exists only in Spark’s tests.',
  function_typedLit:
    'It has map literals with nulls, which a 3.5 server reads as zeros; this client sends calls of map() instead, which keep the nulls.',
  relation_extension: 'It is a message for a sample plug-in whose class exists only in Spark’s tests.',
};
