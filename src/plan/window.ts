import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  Expression_Window_WindowFrame_FrameType as FrameTypeEnum,
  ExpressionSchema,
  type Expression_Window_WindowFrame_FrameBoundarySchema,
} from '../../gen/spark/connect/expressions_pb.ts';
import { asSortOrder, type Expression } from './expression.ts';
import { literal } from './literal.ts';

/** Boundary of a frame: an offset from the current row, or infinity for the start or end of the partition. */
export type FrameBoundary = number | bigint;

export interface Frame {
  readonly type: 'rows' | 'range';
  readonly lower: FrameBoundary;
  readonly upper: FrameBoundary;
}

export interface WindowParts {
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly Expression[];
  readonly frame: Frame | undefined;
}

/** Applies a function to the window of each row, or to the whole table. */
export function overWindow(windowFunction: Expression, parts?: WindowParts): Expression {
  const { partitionBy = [], orderBy = [], frame } = parts ?? {};
  return create(ExpressionSchema, {
    exprType: {
      case: 'window',
      value: {
        windowFunction,
        partitionSpec: [...partitionBy],
        orderSpec: orderBy.map(asSortOrder),
        ...(frame && {
          frameSpec: {
            frameType: frame.type === 'rows' ? FrameTypeEnum.ROW : FrameTypeEnum.RANGE,
            lower: boundary(frame, frame.lower),
            upper: boundary(frame, frame.upper),
          },
        }),
      },
    },
  });
}

type BoundaryInit = MessageInitShape<typeof Expression_Window_WindowFrame_FrameBoundarySchema>;

/** Spark uses 32-bit offsets for rows and 64-bit offsets for ranges. */
function boundary({ type }: Frame, value: FrameBoundary): BoundaryInit {
  if (value === Infinity || value === -Infinity) return { boundary: { case: 'unbounded', value: true } };
  if (Number(value) === 0) return { boundary: { case: 'currentRow', value: true } };
  return { boundary: { case: 'value', value: literal(type === 'rows' ? Number(value) : BigInt(value)) } };
}
