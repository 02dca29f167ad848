import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { usedPlanIds } from './plan-nodes.ts';
import { createRelation, type Relation, type RelationBody } from './relation.ts';

const idsPerSession = 1n << 32n;
let sessionCount = 0n;

const known = new Map<string, WeakRef<PlanIds>>();
const forgotten = new FinalizationRegistry<string>((sessionId) => {
  if (known.get(sessionId)?.deref() === undefined) known.delete(sessionId);
});

/**
 * The plan ids of one session. No two sessions of a process share an id, so that a relation, and a column of one, tell whose they are;
 * two objects of one and the same session on the server count on together.
 */
export class PlanIds {
  readonly #first: bigint;
  #next: bigint;

  private constructor() {
    this.#first = sessionCount++ * idsPerSession;
    this.#next = this.#first;
  }

  /** The ids of the session that the server knows under this id. */
  static of(sessionId: string): PlanIds {
    const present = known.get(sessionId)?.deref();
    if (present) return present;
    const ids = new PlanIds();
    known.set(sessionId, new WeakRef(ids));
    forgotten.register(ids, sessionId);
    return ids;
  }

  /** @throws IllegalArgumentException when it uses a relation, or a column of one, of another session. */
  createRelation(body: RelationBody): Relation {
    this.requireOwn(body);
    return createRelation(body, this.#next++);
  }

  /** @throws IllegalArgumentException unless all relations, and columns of relations, in this part of a plan are this session's. */
  requireOwn(part: object): void {
    for (const id of usedPlanIds(part)) {
      if (id >= this.#first && id < this.#first + idsPerSession) continue;
      throw new IllegalArgumentException(
        'A DataFrame or column of another session was given, but all in one plan have to be of the same session: read it with this session, or collect() it and pass the rows to createDataFrame().',
        { errorClass: 'SESSION_NOT_SAME' },
      );
    }
  }
}
