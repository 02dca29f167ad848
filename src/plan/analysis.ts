import { AnalyzePlanRequest_Explain_ExplainMode as Mode } from '../../gen/spark/connect/base_pb.ts';
import { unknownWord } from '../errors/illegal-argument-exception.ts';

/** How much `explain` tells. */
export type ExplainMode = 'simple' | 'extended' | 'codegen' | 'cost' | 'formatted';

const explainModes: Readonly<Record<ExplainMode, Mode>> = {
  simple: Mode.SIMPLE,
  extended: Mode.EXTENDED,
  codegen: Mode.CODEGEN,
  cost: Mode.COST,
  formatted: Mode.FORMATTED,
};

export function explainMode(mode: ExplainMode): Mode {
  return explainModes[mode] ?? unknownWord('explain mode', mode, Object.keys(explainModes));
}
