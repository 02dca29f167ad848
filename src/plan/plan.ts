import { create } from '@bufbuild/protobuf';
import { PlanSchema, type Plan as PlanMessage } from '../../gen/spark/connect/base_pb.ts';
import { CommandSchema } from '../../gen/spark/connect/commands_pb.ts';
import type { CommandBody } from './command.ts';
import type { Relation } from './relation.ts';

/** A relation or command for the server to execute or analyze. */
export type Plan = PlanMessage;

export function relationPlan(relation: Relation): Plan {
  return create(PlanSchema, { opType: { case: 'root', value: relation } });
}

export function commandPlan(commandType: CommandBody): Plan {
  return create(PlanSchema, { opType: { case: 'command', value: create(CommandSchema, { commandType }) } });
}
