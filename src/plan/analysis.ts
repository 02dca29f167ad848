import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  AnalyzePlanRequest_Explain_ExplainMode as Mode,
  type AnalyzePlanRequestSchema,
} from '../../gen/spark/connect/base_pb.ts';
import { knownWord } from './known-word.ts';

type Analysis = NonNullable<MessageInitShape<typeof AnalyzePlanRequestSchema>['analyze']>;

/** What can be asked about a plan or of the server, by its name in the protocol; the answer has the same name. */
export type Question = Extract<Analysis, { case: string }>['case'];

/** What a question says beyond its name. */
export type QuestionValue<Q> = Extract<Analysis, { case: Q; value?: unknown }>['value'];

export function analysis<Q extends Question>(question: Q, value: QuestionValue<Q>): Analysis {
  return { case: question, value } as Analysis;
}

type ExplainWord = 'simple' | 'extended' | 'codegen' | 'cost' | 'formatted';

/** How much `explain` tells: one of Spark's words in any case, or whether to tell all stages of the plan (`extended`). */
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
