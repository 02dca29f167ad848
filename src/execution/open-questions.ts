import type { ActionOptions } from '../client/action-options.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { relationsIn } from '../plan/plan-nodes.ts';
import type { Relation } from '../plan/relation.ts';

/**
 * A request that must be made before a relation is sent. It is deferred because transformations do not call the server.
 */
export interface OpenQuestion {
  /** The part of the relation that is unknown until then, for a message; undefined if the relation is complete. */
  readonly unknownPart?: string;
  /** Calls the server, then completes the relation or rejects. */
  readonly settle: (options: ActionOptions) => Promise<void>;
}

/** The open questions of a session. Each is settled by the first action that sends its relation. */
export class OpenQuestions {
  readonly #questions = new WeakMap<Relation, OpenQuestion>();
  #count = 0;

  add(relation: Relation, question: OpenQuestion): void {
    this.#questions.set(relation, question);
    this.#count++;
  }

  /**
   * Settles the open questions of all relations in a part of a plan. Returns undefined if there are none, so that the action can
   * start at once, with the tags that the session has at the time of the call.
   */
  settle(part: object, options: ActionOptions): Promise<void> | undefined {
    const open = this.#within(part);
    return open.length === 0 ? undefined : this.#settleAll(open, options);
  }

  async #settleAll(open: readonly (readonly [Relation, OpenQuestion])[], options: ActionOptions): Promise<void> {
    for (const [relation, question] of open) {
      // An earlier question may have settled this one.
      if (!this.#questions.has(relation)) continue;
      await question.settle(options);
      if (this.#questions.delete(relation)) this.#count--;
    }
  }

  /** @throws SparkConnectError when this part of a plan is incomplete. */
  requireComplete(part: object): void {
    const incomplete = this.#within(part).find(([, { unknownPart }]) => unknownPart !== undefined);
    if (!incomplete) return;
    throw new SparkConnectError(
      `The plan is incomplete because ${incomplete[1].unknownPart} are not known yet: await schema() of the DataFrame first.`,
    );
  }

  #within(part: object): (readonly [Relation, OpenQuestion])[] {
    if (this.#count === 0) return [];
    return relationsIn(part).flatMap((relation) => {
      const question = this.#questions.get(relation);
      return question ? [[relation, question] as const] : [];
    });
  }
}
