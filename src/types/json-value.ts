/** A value of JSON, as `JSON.parse` returns it. */
export type JsonValue = string | number | boolean | null | JsonObject | JsonValue[];

/** An object of JSON. */
export interface JsonObject {
  [name: string]: JsonValue;
}
