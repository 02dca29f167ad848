import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  AnalyzePlanRequest_Explain_ExplainMode as Mode,
  type AnalyzePlanRequestSchema,
} from '../../gen/spark/connect/base_pb.ts';
import { knownWord } from './known-word.ts';

type Analysis = NonNullable<MessageInitShape<typeof AnalyzePlanRequestSchema>['analyze']>;

/** An analysis request by its name in the protocol. The response has the same name. */
export type Question = Extract<Analysis, { case: string }>['case'];

/** The parameters of an analysis request. */
export type QuestionValue<Q> = Extract<Analysis, { case: Q; value?: unknown }>['value'];

export function analysis<Q extends Question>(question: Q, value: QuestionValue<Q>): Analysis {
  return { case: question, value } as Analysis;
}

type ExplainWord = 'simple' | 'extended' | 'codegen' | 'cost' | 'formatted';

/**
 * Output mode of `explain`: one of Spark's modes in any letter case, or a boolean, where true means `extended` and
 * false means `simple`.
 */
export type ExplainMode = ExplainWord | Uppercase<ExplainWord> | boolean;

const explainModes: Readonly<Record<ExplainWord, Mode>> = {
  simple: Mode.SIMPLE,
  extended: Mode.EXTENDED,
  codegen: Mode.CODEGEN,
  cost: Mode.COST,
  formatted: Mode.FORMATTED,
};

export function explainMode(mode: ExplainMode): Mode {
  const word = typeof mode === 'boolean' ? (mode ? 'extended' : 'simple') : mode;
  return knownWord('explain mode', word, explainModes);
}
