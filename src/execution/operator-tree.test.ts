import { describe, expect, it } from 'vitest';
import { operatorTree, type ListedOperator, type OperatorNode } from './operator-tree.ts';

/** Operators by name, with increasing plan IDs in the order in which Spark creates them: inputs first. */
function listed(...operators: readonly (string | [name: string, planId: number])[]): ListedOperator[] {
  return operators.map((operator, index) => {
    const [name, planId] = typeof operator === 'string' ? [operator, operators.length - index] : operator;
    return { name, planId: BigInt(planId), executionMetrics: {} };
  });
}

const shapeOf = ({ name, children }: OperatorNode): string =>
  children.length === 0 ? name : `${name}(${children.map(shapeOf).join(', ')})`;

const tree = (operators: readonly ListedOperator[]): string => shapeOf(operatorTree(operators)!);

describe('operatorTree()', () => {
  it('returns undefined for an empty list', () => {
    expect(operatorTree([])).toBeUndefined();
  });

  it('gives joins two inputs and scans none', () => {
    const names = ['Sort', 'SortMergeJoin(skew=true)', 'Sort', 'Scan parquet a', 'Sort', 'BatchScan b'];
    expect(tree(listed(...names))).toBe('Sort(SortMergeJoin(skew=true)(Sort(Scan parquet a), Sort(BatchScan b)))');
  });

  it('leaves an input for the join above a union', () => {
    expect(tree(listed('BroadcastHashJoin', 'Union', 'Range', 'Range', 'Range', 'LocalTableScan'))).toBe(
      'BroadcastHashJoin(Union(Range, Range, Range), LocalTableScan)',
    );
  });

  it('divides operators between two unions under a join', () => {
    expect(tree(listed('CartesianProduct', 'Union', 'Range', 'Range', 'Union', 'Range', 'Range'))).toBe(
      'CartesianProduct(Union(Range, Range), Union(Range, Range))',
    );
  });

  it('assigns an operator that was created after the inner union to the outer union', () => {
    const operators = listed(['Union', 7], ['Project', 4], ['Union', 3], ['Range', 1], ['Range', 2], ['Range', 5]);
    expect(tree(operators)).toBe('Union(Project(Union(Range, Range)), Range)');
    const three = listed(
      ['Union', 8],
      ['Project', 4],
      ['Union', 3],
      ['Range', 1],
      ['Range', 2],
      ['Range', 5],
      ['Range', 6],
    );
    expect(tree(three)).toBe('Union(Project(Union(Range, Range)), Range, Range)');
  });

  it('keeps all operators of a list that ends early', () => {
    expect(tree(listed('SortMergeJoin', 'Custom'))).toBe('SortMergeJoin(Custom)');
  });
});
