import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { usedPlanIds } from './plan-nodes.ts';
import { relationWithId, type Relation, type RelationBody } from './relation.ts';

const idsPerSession = 1n << 32n;
let sessionCount = 0n;

const known = new Map<string, WeakRef<PlanIds>>();
const registry = new FinalizationRegistry<string>((sessionId) => {
  if (known.get(sessionId)?.deref() === undefined) known.delete(sessionId);
});

/**
 * Generates the plan ids of one session. Ids are unique across the sessions of a process, so that relations and columns
 * can be assigned to a session. Objects that represent the same session on the server share one generator.
 */
export class PlanIds {
  readonly #first: bigint;
  #next: bigint;

  private constructor() {
    this.#first = sessionCount++ * idsPerSession;
    this.#next = this.#first;
  }

  /** Returns the generator for a session id. */
  static of(sessionId: string): PlanIds {
    const present = known.get(sessionId)?.deref();
    if (present) return present;
    const ids = new PlanIds();
    known.set(sessionId, new WeakRef(ids));
    registry.register(ids, sessionId);
    return ids;
  }

  /** @throws IllegalArgumentException when the body uses a relation or column of another session. */
  createRelation(body: RelationBody): Relation {
    this.requireOwn(body);
    return relationWithId(body, this.#next++);
  }

  /** @throws IllegalArgumentException when this part of a plan uses a relation or column of another session. */
  requireOwn(part: object): void {
    for (const id of usedPlanIds(part)) {
      if (id >= this.#first && id < this.#first + idsPerSession) continue;
      throw new IllegalArgumentException(
        'A DataFrame or column of another session cannot be used in a plan of this session. Read the data with this session, or collect() it and pass the rows to createDataFrame().',
        { errorClass: 'SESSION_NOT_SAME' },
      );
    }
  }
}
