import type {
  DescEnum,
  DescExtension,
  DescField,
  DescFile,
  DescMessage,
  DescMethod,
  DescOneof,
  DescService,
} from '@bufbuild/protobuf';
import type {
  DescriptorProto,
  EnumDescriptorProto,
  EnumValueDescriptorProto,
  FieldDescriptorProto,
  FileDescriptorProto,
  MethodDescriptorProto,
  OneofDescriptorProto,
  ServiceDescriptorProto,
} from '@bufbuild/protobuf/wkt';
import type { CompactEnum, CompactField, CompactFile, CompactMessage, CompactService } from './compact-file.ts';

/**
 * Takes the place of protobuf-es' `fileDesc` in the package. That decodes the descriptor of each file and describes every field of every
 * message, which took a third of the first import. This one describes the fields of a message when the first one is asked for: a program
 * uses few of the hundreds of messages.
 */
export function fileDesc(json: string, imports: readonly DescFile[] = []): DescFile {
  const compact = JSON.parse(json) as CompactFile;
  const file: DescFile = {
    kind: 'file',
    name: compact.name.replace(/\.proto$/, ''),
    proto: { name: compact.name, package: compact.package } as FileDescriptorProto,
    edition: 999,
    dependencies: [...imports],
    messages: [],
    enums: [],
    services: [],
    extensions: [],
    deprecated: false,
    toString: () => `file ${compact.name}`,
  };
  file.messages.push(...nestedMessages(compact.messages, file, undefined));
  for (const each of compact.enums ?? []) file.enums.push(enumDesc(each, file, undefined));
  for (const each of compact.services ?? []) file.services.push(serviceDesc(each, file));
  return file;
}

/** The messages and enums of all files, by their type names. Map entries are among them. */
const messages = new Map<string, DescMessage>();
const enums = new Map<string, DescEnum>();

function typeNameOf(name: string, file: DescFile, parent: DescMessage | undefined): string {
  return `${parent?.typeName ?? file.proto.package}.${name}`;
}

class LazyMessage implements DescMessage {
  readonly kind = 'message';
  readonly name: string;
  readonly typeName: string;
  readonly file: DescFile;
  readonly parent: DescMessage | undefined;
  readonly proto: DescriptorProto;
  readonly deprecated: boolean;
  readonly nestedMessages: DescMessage[];
  readonly nestedEnums: DescEnum[];
  readonly nestedExtensions: DescExtension[] = [];
  readonly isMapEntry: boolean;
  readonly #compact: CompactMessage;
  #content: MessageContent | undefined;

  constructor(compact: CompactMessage, file: DescFile, parent: DescMessage | undefined) {
    this.name = compact.name;
    this.typeName = typeNameOf(compact.name, file, parent);
    this.file = file;
    this.parent = parent;
    this.proto = { name: compact.name } as DescriptorProto;
    this.deprecated = compact.deprecated ?? false;
    this.isMapEntry = compact.isMapEntry ?? false;
    this.#compact = compact;
    this.nestedMessages = nestedMessages(compact.messages, file, this);
    this.nestedEnums = (compact.enums ?? []).map((each) => enumDesc(each, file, this));
    messages.set(this.typeName, this);
  }

  get fields(): DescField[] {
    return this.#described.fields;
  }

  get field(): Record<string, DescField> {
    return this.#described.field;
  }

  get oneofs(): DescOneof[] {
    return this.#described.oneofs;
  }

  get members(): (DescField | DescOneof)[] {
    return this.#described.members;
  }

  get #described(): MessageContent {
    return (this.#content ??= describe(this, this.#compact));
  }

  toString(): string {
    return `message ${this.typeName}`;
  }
}

type MessageContent = Pick<DescMessage, 'fields' | 'field' | 'oneofs' | 'members'>;

/** Describes messages, and returns those that are not map entries. */
function nestedMessages(
  compact: readonly CompactMessage[] | undefined,
  file: DescFile,
  parent: DescMessage | undefined,
): DescMessage[] {
  return (compact ?? []).map((each) => new LazyMessage(each, file, parent)).filter(({ isMapEntry }) => !isMapEntry);
}

function describe(parent: DescMessage, { fields = [], oneofs: oneofNames = [] }: CompactMessage): MessageContent {
  const oneofs = oneofNames.map((name) => oneofDesc(name, parent));
  const content: MessageContent = { fields: [], field: {}, oneofs: [], members: [] };
  for (const compact of fields) {
    const { oneof: index, optional } = compact[5] ?? {};
    const oneof = index === undefined || optional ? undefined : oneofs[index];
    const field = fieldDesc(compact, parent, oneof);
    content.fields.push(field);
    content.field[field.localName] = field;
    if (!oneof) {
      content.members.push(field);
      continue;
    }
    if (oneof.fields.length === 0) content.members.push(oneof);
    oneof.fields.push(field);
  }
  content.oneofs.push(...oneofs.filter((oneof) => oneof.fields.length > 0));
  return content;
}

function oneofDesc(name: string, parent: DescMessage): DescOneof {
  return {
    kind: 'oneof',
    name,
    localName: camelCase(name),
    parent,
    fields: [],
    deprecated: false,
    proto: { name } as OneofDescriptorProto,
    toString: () => `oneof ${parent.typeName}.${name}`,
  };
}

// As in descriptor.proto.
const messageType = 11;
const enumType = 14;
const stringType = 9;
const bytesType = 12;
const repeated = 3;
const explicitPresence = 1;
const implicitPresence = 2;

function fieldDesc(compact: CompactField, parent: DescMessage, oneof: DescOneof | undefined): DescField {
  const [name, number, type, label, typeName, { optional = false, deprecated = false } = {}] = compact;
  const localName = camelCase(name);
  const isExplicit = label !== repeated && (oneof !== undefined || optional || type === messageType);
  return {
    kind: 'field',
    name,
    number,
    localName,
    jsonName: localName,
    parent,
    oneof,
    deprecated,
    presence: isExplicit ? explicitPresence : implicitPresence,
    utf8Validation: true,
    proto: { name, number, type, label, typeName } as FieldDescriptorProto,
    toString: () => `field ${parent.typeName}.${name}`,
    message: type === messageType ? messages.get(typeName.slice(1)) : undefined,
    enum: type === enumType ? enums.get(typeName.slice(1)) : undefined,
    scalar: type === messageType || type === enumType ? undefined : type,
    longAsString: false,
    ...(label === repeated ? repeatedKind(compact) : singularKind(type)),
  } as DescField;
}

/** The kind of a value: `scalar`, `message` or `enum`. */
function kindOf(type: number): 'scalar' | 'message' | 'enum' {
  if (type === messageType) return 'message';
  return type === enumType ? 'enum' : 'scalar';
}

function singularKind(type: number): object {
  return {
    fieldKind: kindOf(type),
    delimitedEncoding: type === messageType ? false : undefined,
    getDefaultValue: () => undefined,
  };
}

function repeatedKind([, , type, , typeName, { packed = true } = {}]: CompactField): object {
  const entry = type === messageType ? messages.get(typeName.slice(1)) : undefined;
  if (entry instanceof LazyMessage && entry.isMapEntry) {
    const [key, value] = entry.fields as [DescField, DescField];
    return {
      fieldKind: 'map',
      mapKey: key.scalar,
      mapKind: value.fieldKind,
      message: value.message,
      enum: value.enum,
      scalar: value.scalar,
      delimitedEncoding: false,
    };
  }
  const isPackable = type !== messageType && type !== stringType && type !== bytesType;
  return {
    fieldKind: 'list',
    listKind: kindOf(type),
    delimitedEncoding: type === messageType ? false : undefined,
    packed: isPackable && packed,
  };
}

function enumDesc({ name, prefix, values }: CompactEnum, file: DescFile, parent: DescMessage | undefined): DescEnum {
  const typeName = typeNameOf(name, file, parent);
  const described: DescEnum = {
    kind: 'enum',
    name,
    typeName,
    file,
    parent,
    open: true,
    sharedPrefix: prefix,
    values: [],
    value: {},
    deprecated: false,
    proto: { name } as EnumDescriptorProto,
    toString: () => `enum ${typeName}`,
  };
  for (const [valueName, number] of values) {
    const value = {
      kind: 'enum_value' as const,
      name: valueName,
      localName: prefix === undefined ? valueName : valueName.slice(prefix.length),
      number,
      parent: described,
      deprecated: false,
      proto: { name: valueName, number } as EnumValueDescriptorProto,
      toString: () => `enum value ${typeName}.${valueName}`,
    };
    described.values.push(value);
    described.value[number] = value;
  }
  enums.set(typeName, described);
  return described;
}

function serviceDesc({ name, methods }: CompactService, file: DescFile): DescService {
  const typeName = typeNameOf(name, file, undefined);
  const service: DescService = {
    kind: 'service',
    name,
    typeName,
    file,
    methods: [],
    method: {},
    deprecated: false,
    proto: { name } as ServiceDescriptorProto,
    toString: () => `service ${typeName}`,
  };
  for (const each of methods) {
    const method = {
      kind: 'rpc',
      name: each.name,
      localName: each.name[0]!.toLowerCase() + each.name.slice(1),
      methodKind: each.kind,
      parent: service,
      input: messages.get(each.input.slice(1))!,
      output: messages.get(each.output.slice(1))!,
      idempotency: 0,
      deprecated: false,
      proto: { name: each.name, inputType: each.input, outputType: each.output } as MethodDescriptorProto,
      toString: () => `rpc ${typeName}.${each.name}`,
    } as DescMethod;
    service.methods.push(method);
    service.method[method.localName] = method;
  }
  return service;
}

function camelCase(name: string): string {
  return name.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());
}
