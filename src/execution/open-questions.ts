import type { ActionOptions } from '../client/action-options.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { relationsIn } from '../plan/plan-nodes.ts';
import type { Relation } from '../plan/relation.ts';

/** What the server has to be asked before a relation is sent, since a transformation itself asks nothing. */
export interface OpenQuestion {
  /** What the relation lacks until then, for a sentence; undefined when it lacks nothing. */
  readonly lacks?: string;
  /** Asks, and completes the relation or rejects. */
  readonly settle: (options: ActionOptions) => Promise<void>;
}

/** The open questions of a session. Each is asked by the first action that sends its relation, and closed once it is answered. */
export class OpenQuestions {
  readonly #questions = new WeakMap<Relation, OpenQuestion>();
  #count = 0;

  add(relation: Relation, question: OpenQuestion): void {
    this.#questions.set(relation, question);
    this.#count++;
  }

  /** Asks what is open about all relations in a part of a plan. */
  async settle(part: object, options: ActionOptions): Promise<void> {
    for (const [relation, question] of this.#within(part)) {
      // To ask one may have meant to ask another first.
      if (!this.#questions.has(relation)) continue;
      await question.settle(options);
      if (this.#questions.delete(relation)) this.#count--;
    }
  }

  /** @throws SparkConnectError when something in this part of a plan is not known yet. */
  requireComplete(part: object): void {
    const lacking = this.#within(part).find(([, { lacks }]) => lacks !== undefined);
    if (!lacking) return;
    throw new SparkConnectError(
      `The plan is not known before ${lacking[1].lacks}: await schema() of the DataFrame first.`,
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
