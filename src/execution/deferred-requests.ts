import type { ActionOptions } from '../client/action-options.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { relationsIn } from '../plan/plan-nodes.ts';
import { usesInlineFunctions } from '../plan/inline-function.ts';
import type { Relation } from '../plan/relation.ts';

/**
 * A request that must be made before a relation is sent. It is deferred because transformations do not call the server.
 */
export interface DeferredRequest {
  /** The part of the relation that is unknown until then, for a message; undefined if the relation is complete. */
  readonly unknownPart?: string;
  /** Calls the server, then completes the relation or rejects. */
  readonly complete: (options: ActionOptions) => Promise<void>;
}

/** The deferred requests of a session. Each is made by the first action that sends its relation. */
export class DeferredRequests {
  readonly #requests = new WeakMap<Relation, DeferredRequest>();
  readonly #prepareFunctions: (options: ActionOptions) => Promise<void>;
  #count = 0;

  /** `prepareFunctions` makes the server able to run functions that travel with a plan. */
  constructor(prepareFunctions: (options: ActionOptions) => Promise<void>) {
    this.#prepareFunctions = prepareFunctions;
  }

  add(relation: Relation, request: DeferredRequest): void {
    this.#requests.set(relation, request);
    this.#count++;
  }

  /**
   * Makes the deferred requests of all relations in a part of a plan, which completes them, and prepares the server for its functions. Returns undefined if there are none, so
   * that the action can start at once, with the tags that the session has at the time of the call.
   */
  complete(part: object, options: ActionOptions): Promise<void> | undefined {
    const deferred = this.#within(part);
    const hasFunctions = usesInlineFunctions(part);
    if (deferred.length === 0) return hasFunctions ? this.#prepareFunctions(options) : undefined;
    return this.#completeAll(deferred, hasFunctions, options);
  }

  async #completeAll(
    deferred: readonly (readonly [Relation, DeferredRequest])[],
    hasFunctions: boolean,
    options: ActionOptions,
  ): Promise<void> {
    if (hasFunctions) await this.#prepareFunctions(options);
    for (const [relation, request] of deferred) {
      // An earlier request may have completed this relation too.
      if (!this.#requests.has(relation)) continue;
      await request.complete(options);
      if (this.#requests.delete(relation)) this.#count--;
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

  #within(part: object): (readonly [Relation, DeferredRequest])[] {
    if (this.#count === 0) return [];
    return relationsIn(part).flatMap((relation) => {
      const request = this.#requests.get(relation);
      return request ? [[relation, request] as const] : [];
    });
  }
}
