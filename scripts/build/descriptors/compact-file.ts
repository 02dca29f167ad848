import { type DescMethod, isFieldSet } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  type EnumDescriptorProto,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  FieldOptionsSchema,
  type FileDescriptorProto,
} from '@bufbuild/protobuf/wkt';

/** The descriptor of a proto3 file, without what only editors and code generators read. */
export interface CompactFile {
  readonly name: string;
  readonly package: string;
  readonly messages?: readonly CompactMessage[];
  readonly enums?: readonly CompactEnum[];
  readonly services?: readonly CompactService[];
}

export interface CompactMessage {
  readonly name: string;
  readonly fields?: readonly CompactField[];
  readonly oneofs?: readonly string[];
  readonly messages?: readonly CompactMessage[];
  readonly enums?: readonly CompactEnum[];
  readonly isMapEntry?: true;
  readonly deprecated?: true;
}

/** The name, number, type and label of a field, the name of its type, and what few fields have. */
export type CompactField = readonly [
  name: string,
  number: number,
  type: number,
  label: number,
  typeName: string,
  rest?: CompactFieldRest,
];

export interface CompactFieldRest {
  readonly oneof?: number;
  /** Whether the oneof only stands for `optional`. */
  readonly optional?: true;
  readonly packed?: boolean;
  readonly deprecated?: true;
}

export interface CompactEnum {
  readonly name: string;
  /** What the names of all values begin with, such as `join_type_`, if they do. */
  readonly prefix?: string;
  readonly values: readonly (readonly [name: string, number: number])[];
}

export interface CompactService {
  readonly name: string;
  readonly methods: readonly {
    readonly name: string;
    readonly input: string;
    readonly output: string;
    readonly kind: DescMethod['methodKind'];
  }[];
}

/** Returns what {@link fileDesc} needs to know of a file. */
export function compactFile(proto: FileDescriptorProto): CompactFile {
  return {
    name: proto.name,
    package: proto.package,
    ...listed('messages', proto.messageType.map(compactMessage)),
    ...listed('enums', proto.enumType.map(compactEnum)),
    ...listed(
      'services',
      proto.service.map(({ name, method }) => ({
        name,
        methods: method.map(({ name: methodName, inputType, outputType, clientStreaming, serverStreaming }) => ({
          name: methodName,
          input: inputType,
          output: outputType,
          kind: methodKinds[Number(clientStreaming)]![Number(serverStreaming)]!,
        })),
      })),
    ),
  };
}

const methodKinds = [
  ['unary', 'server_streaming'],
  ['client_streaming', 'bidi_streaming'],
] as const;

function compactMessage(proto: DescriptorProto): CompactMessage {
  return {
    name: proto.name,
    ...listed('fields', proto.field.map(compactField)),
    ...listed(
      'oneofs',
      proto.oneofDecl.map(({ name }) => name),
    ),
    ...listed('messages', proto.nestedType.map(compactMessage)),
    ...listed('enums', proto.enumType.map(compactEnum)),
    ...flag('isMapEntry', proto.options?.mapEntry),
    ...flag('deprecated', proto.options?.deprecated),
  };
}

function compactField(proto: FieldDescriptorProto): CompactField {
  const { options } = proto;
  const rest: CompactFieldRest = {
    ...(isFieldSet(proto, FieldDescriptorProtoSchema.field.oneofIndex) && { oneof: proto.oneofIndex }),
    ...flag('optional', proto.proto3Optional),
    ...(options && isFieldSet(options, FieldOptionsSchema.field.packed) && { packed: options.packed }),
    ...flag('deprecated', options?.deprecated),
  };
  const compact = [proto.name, proto.number, proto.type, proto.label, proto.typeName] as const;
  return Object.keys(rest).length > 0 ? [...compact, rest] : compact;
}

function compactEnum({ name, value }: EnumDescriptorProto): CompactEnum {
  const prefix = `${name.replaceAll(/(?<!^)[A-Z]/g, '_$&').toLowerCase()}_`;
  const hasPrefix = value.every(
    (each) => each.name.toLowerCase().startsWith(prefix) && /^[A-Z]/i.test(each.name.slice(prefix.length)),
  );
  return { name, ...(hasPrefix && { prefix }), values: value.map((each) => [each.name, each.number]) };
}

function listed<Name extends string, T>(name: Name, list: readonly T[]): Partial<Record<Name, readonly T[]>> {
  return list.length > 0 ? ({ [name]: list } as Record<Name, readonly T[]>) : {};
}

function flag<Name extends string>(name: Name, isSet: boolean | undefined): Partial<Record<Name, true>> {
  return isSet ? ({ [name]: true } as Record<Name, true>) : {};
}
