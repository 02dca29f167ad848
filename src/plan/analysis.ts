import { AnalyzePlanRequest_Explain_ExplainMode as Mode } from '../../gen/spark/connect/base_pb.ts';
import { knownWord } from './known-word.ts';

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
