import { rowDecoder } from '../arrow/decode-rows.ts';
import { encodeRows } from '../arrow/encode-rows.ts';
import type { ActionOptions } from '../client/action-options.ts';
import { companionJar, type CompanionJar } from '../companion/companion-jar.ts';
import { javaPayload } from '../companion/java-payload.ts';
import { entryFunction, protocolVersion } from '../companion/protocol.ts';
import { functionFailure, taskOf } from '../errors/function-failure.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { analysis } from '../plan/analysis.ts';
import { attribute, type Expression } from '../plan/expression.ts';
import { askCompanion, callInlineFunction } from '../plan/inline-function.ts';
import { localRelation } from '../plan/local-relation.ts';
import { relationPlan } from '../plan/plan.ts';
import { project } from '../plan/relation.ts';
import { fromProto } from '../types/data-type-proto.ts';
import type { DataType } from '../types/data-type.ts';
import type { Row } from '../types/row.ts';
import { StructType } from '../types/struct-type.ts';
import { atomicType } from '../types/type-factories.ts';
import type { SessionContext } from './session-context.ts';

const text: DataType = atomicType('string');

/** What the server says when no jar has the class of the payload. */
const isMissing = /(?:Failed to load class|ClassNotFoundException)\b.*sparkconnectts[./]companion/s;

/** What the server says when the jar does not fit its versions of Spark, Scala or Java. */
const doesNotFit =
  /Failed to load class|ClassNotFoundException|(?:NoClassDefFound|NoSuchMethod|NoSuchField|IncompatibleClassChange|UnsupportedClassVersion|AbstractMethod|Verify|Linkage)Error|InvalidClassException|ClassCastException/;

/** Makes a session able to run functions of this program, and finds out why one failed. */
export class ServerFunctions {
  readonly #session: SessionContext;
  #ready: Promise<void> | undefined;

  constructor(session: SessionContext) {
    this.#session = session;
  }

  /** Uploads the companion jar unless the session has it. A failed attempt is repeated by the next action. */
  prepare(options: ActionOptions): Promise<void> {
    this.#ready ??= this.#prepare(options).catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  async #prepare(options: ActionOptions): Promise<void> {
    const jar = await companionJar();
    let installed = await this.#install(options);
    if (installed === undefined) {
      await this.#upload(jar, options);
      installed = await this.#install(options);
    }
    if (installed === undefined) throw await this.#cannotLoad(undefined, options);
    if (installed === jar.hash) return;
    throw new SparkConnectError(
      'The server has a companion jar of another version on its class path. Replace it with companion.jar of this package, or remove it.',
    );
  }

  async #upload({ content, hash }: CompanionJar, options: ActionOptions): Promise<void> {
    const name = `jars/spark-connect-ts-companion-${hash.slice(0, 16)}.jar`;
    await this.#session.client.addArtifacts([{ name, content }], options);
  }

  /** Adds the entry function to the session. Returns the SHA-256 of the server's companion jar, or undefined if it has none. */
  async #install(options: ActionOptions): Promise<string | undefined> {
    const payload = javaPayload({ protocol: protocolVersion, kind: 'INSTALL' });
    const call = { name: entryFunction, payload, type: text, nullable: true, deterministic: true };
    try {
      return await this.#ask(callInlineFunction(call, [attribute('id')]), options);
    } catch (error) {
      if (!(error instanceof SparkConnectError)) throw error;
      const message = `${error.message}\n${error.serverStackTrace ?? ''}`;
      if (isMissing.test(message)) return undefined;
      if (doesNotFit.test(message)) throw await this.#cannotLoad(error, options);
      throw error;
    }
  }

  async #cannotLoad(cause: unknown, options: ActionOptions): Promise<SparkConnectError> {
    const answer = await this.#session.client.analyze(analysis('sparkVersion', {}), options);
    const version = answer.case === 'sparkVersion' ? answer.value.version : 'of an unknown version';
    return new SparkConnectError(
      `The server, which has Spark ${version}, cannot load the companion jar that runs functions of the program. It needs Spark 3.5 with Scala 2.12 and Java 11 or later.`,
      { cause },
    );
  }

  /** Registers a function for SQL under a name. */
  async register(name: string, fn: object, options: ActionOptions): Promise<void> {
    await this.prepare(options);
    const request = { kind: 'REGISTER', name, function: { protocol: protocolVersion, ...fn } };
    await this.#ask(askCompanion(request), options);
  }

  /** Completes the error of a function whose message was too long for the server. Returns any other error unchanged. */
  async explain(error: unknown, options: ActionOptions): Promise<unknown> {
    const task = error instanceof SparkConnectError ? taskOf(error) : undefined;
    if (!(error instanceof SparkConnectError) || task === undefined) return error;
    const details = { cause: error, ...(error.code !== undefined && { code: error.code }) };
    try {
      const json = await this.#ask(askCompanion({ kind: 'FAILURE', task }), options);
      return (json && functionFailure(json, details)) ?? error;
    } catch {
      // What the function said is lost, but not that it failed.
      return error;
    }
  }

  /** Returns the value of an expression that the server evaluates on the driver, over a local row with the column id. */
  async #ask(question: Expression, options: ActionOptions): Promise<string | undefined> {
    const { bytes, schema } = encodeRows([{ id: 1 }]);
    const rows = this.#session.createRelation(localRelation({ data: bytes, schema: schema.json() }));
    const answer = this.#session.createRelation(project(rows, [question]));
    const found: Row[] = [];
    let type: DataType | undefined;
    for await (const response of this.#session.client.execute(relationPlan(answer), options)) {
      if (response.schema) type = fromProto(response.schema);
      if (response.responseType.case !== 'arrowBatch' || !(type instanceof StructType)) continue;
      const { data, rowCount } = response.responseType.value;
      rowDecoder(type, 'retained', { rows: 'arrays' }).decode(data, Number(rowCount), found);
    }
    return (found[0] as unknown as readonly (string | null)[] | undefined)?.[0] ?? undefined;
  }
}
