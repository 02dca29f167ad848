/** The metrics of an operator as the server sends them, by key. */
export type OperatorMetrics = Readonly<
  Record<string, { readonly name: string; readonly value: bigint; readonly metricType: string }>
>;

/** An operator as the server sends it: in a list, each before its children, without its position in the tree. */
export interface ListedOperator {
  readonly name: string;
  readonly planId: bigint;
  readonly executionMetrics: OperatorMetrics;
}

export interface OperatorNode extends ListedOperator {
  readonly children: readonly OperatorNode[];
}

/** Operators with two inputs. */
const binary = /Join(\(skew=true\))?$|^CartesianProduct$|CoGroup/;

/** Operators without input. */
const leaf = /^(Scan |BatchScan|FileScan|Range$|LocalTableScan|InMemoryTableScan|ReusedExchange|EmptyRelation)/;

/** Stages of adaptive execution, whose IDs belong to a separate sequence. */
const queryStage = /QueryStage$/;

/**
 * Rebuilds the tree of a list of operators. Spark 3.5 does not send the parents, so the shape follows
 * from the order and from the number of inputs that each operator has. Only unions have any number of inputs: a union
 * takes all remaining operators, except those that enclosing operators need and those whose plan ID shows that they
 * were created after the union. Returns undefined for an empty list.
 */
export function operatorTree(operators: readonly ListedOperator[]): OperatorNode | undefined {
  let next = 0;

  /** Reads an operator with its inputs. `reserved` is the number of trees that must remain for enclosing operators. */
  function read(reserved: number): OperatorNode {
    const operator = operators[next++]!;
    const children: OperatorNode[] = [];
    const max = inputCount(operator.name);
    while (children.length < max && next < operators.length) {
      const later = Math.max(0, (max === Infinity ? 2 : max) - children.length - 1);
      if (max === Infinity && children.length >= 2 && !mayTakeMore(operator, reserved)) break;
      children.push(read(reserved + later));
    }
    return { ...operator, children };
  }

  function mayTakeMore(union: ListedOperator, reserved: number): boolean {
    const candidate = operators[next]!;
    if (!queryStage.test(candidate.name) && candidate.planId > union.planId) return false;
    return treesFrom(operators, next) > reserved;
  }

  return operators.length === 0 ? undefined : read(0);
}

/** Returns the number of trees in the rest of the list, in which each union has two inputs. */
function treesFrom(operators: readonly ListedOperator[], from: number): number {
  return operators.slice(from).reduce((trees, { name }) => {
    const inputs = inputCount(name);
    return trees + 1 - (inputs === Infinity ? 2 : inputs);
  }, 0);
}

function inputCount(name: string): number {
  if (leaf.test(name)) return 0;
  if (binary.test(name)) return 2;
  return name === 'Union' ? Infinity : 1;
}
