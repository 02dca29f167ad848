import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  Expression_Window_WindowFrame_FrameType as FrameTypeEnum,
  ExpressionSchema,
  type Expression_Window_WindowFrame_FrameBoundarySchema,
} from '../../gen/spark/connect/expressions_pb.ts';
import { asSortOrder, type Expression } from './expression.ts';
import { literal } from './literal.ts';

/** A frame's end: an offset from the current row; infinite means as far as the partition goes. */
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

/** A function computed for each row over its window, or over the whole table. */
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

/** Spark counts rows in 32 bits, and ranges of values in 64. */
function boundary({ type }: Frame, value: FrameBoundary): BoundaryInit {
  if (value === Infinity || value === -Infinity) return { boundary: { case: 'unbounded', value: true } };
  if (Number(value) === 0) return { boundary: { case: 'currentRow', value: true } };
  return { boundary: { case: 'value', value: literal(type === 'rows' ? Number(value) : BigInt(value)) } };
}
