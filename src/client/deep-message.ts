import {
  isMessage,
  toBinary,
  type DescField,
  type DescMessage,
  type Message,
  type MessageShape,
} from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Nesting depth from which messages are encoded without recursion. protobuf-es uses several stack frames per level. */
const maxRecursiveDepth = 200;

interface Child {
  readonly field: DescField;
  readonly desc: DescMessage;
  readonly message: Message;
}

/** Returns the nesting depth of the messages below this one, counted as the server does to enforce its limit. */
export function depthOf(message: Message): number {
  let deepest = 0;
  const parts: object[] = [message];
  const depths = [0];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const depth = depths.pop()!;
    if (depth > deepest) deepest = depth;
    for (const child of Object.values(part) as unknown[]) {
      if (typeof child !== 'object' || child === null || child instanceof Uint8Array) continue;
      parts.push(child);
      depths.push(isMessage(child) || isMap(child) ? depth + 1 : depth);
    }
  }
  return deepest;
}

/** Encodes a message of any depth. */
export function encode<Desc extends DescMessage>(desc: Desc, message: MessageShape<Desc>): Uint8Array {
  return depthOf(message) < maxRecursiveDepth ? toBinary(desc, message) : encodeDeep(desc, message);
}

/** Map entries are messages too. Any other object between two messages is a list or the value of a oneof. */
function isMap(part: object): boolean {
  return !Array.isArray(part) && !('case' in part) && Object.keys(part).length > 0;
}

interface Part {
  /** The encoded fields of the message, without nested messages. */
  readonly own: Uint8Array;
  readonly parent: Part | undefined;
  readonly tag: number;
  size: number;
}

/** Encodes the parts in byte order, each directly before its children. */
function encodeDeep(root: DescMessage, message: Message): Uint8Array {
  const parts = partsOf(root, message);
  for (const { parent, tag, size } of parts.toReversed()) {
    if (parent) parent.size += varintSize(tag) + varintSize(size) + size;
  }
  const writer = new BinaryWriter();
  for (const { parent, tag, size, own } of parts) {
    if (parent) writer.uint32(tag).uint32(size);
    writer.raw(own);
  }
  return writer.finish();
}

function partsOf(root: DescMessage, message: Message): Part[] {
  const parts: Part[] = [];
  const rest: { readonly desc: DescMessage; readonly message: Message; readonly tag: number; parent?: Part }[] = [
    { desc: root, message, tag: 0 },
  ];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const own = toBinary(next.desc, withoutChildren(next.desc, next.message));
    const part: Part = { own, parent: next.parent, tag: next.tag, size: own.byteLength };
    parts.push(part);
    // Reversed, because the stack returns the last one first.
    for (const { field, desc, message: child } of childrenOf(next.desc, next.message).reverse()) {
      rest.push({ desc, message: child, tag: (field.number << 3) | WireType.LengthDelimited, parent: part });
    }
  }
  return parts;
}

/** Returns the nested messages, except those in maps, which are never deep. */
function childrenOf(parent: DescMessage, message: Message): Child[] {
  const children: Child[] = [];
  for (const field of messageFields(parent)) {
    const value = valueOf(message, field);
    if (value === undefined) continue;
    const messages = field.fieldKind === 'list' ? (value as Message[]) : [value as Message];
    for (const each of messages) children.push({ field, desc: field.message!, message: each });
  }
  return children;
}

const messageFieldsCache = new WeakMap<DescMessage, readonly DescField[]>();

function messageFields(desc: DescMessage): readonly DescField[] {
  const fields =
    messageFieldsCache.get(desc) ??
    desc.fields.filter(({ message, fieldKind }) => message !== undefined && fieldKind !== 'map');
  messageFieldsCache.set(desc, fields);
  return fields;
}

function valueOf(message: Message, { oneof, localName }: DescField): unknown {
  const values = message as unknown as Readonly<Record<string, unknown>>;
  if (!oneof) return values[localName];
  const chosen = values[oneof.localName] as { readonly case?: string; readonly value?: unknown };
  return chosen.case === localName ? chosen.value : undefined;
}

function withoutChildren(desc: DescMessage, message: Message): Message {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(message) as object), message) as Record<
    string,
    unknown
  >;
  for (const field of messageFields(desc)) {
    if (field.fieldKind === 'list') copy[field.localName] = [];
    else if (!field.oneof) delete copy[field.localName];
    else if (valueOf(message, field) !== undefined) copy[field.oneof.localName] = { case: undefined };
  }
  return copy as unknown as Message;
}

function varintSize(value: number): number {
  return Math.max(1, Math.ceil((32 - Math.clz32(value)) / 7));
}
