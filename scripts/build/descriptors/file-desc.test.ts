import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DescFile } from '@bufbuild/protobuf';
import {
  file_google_protobuf_any,
  file_google_protobuf_duration,
  file_google_protobuf_timestamp,
} from '@bufbuild/protobuf/wkt';
import { expect, test } from 'vitest';
import { root } from '../../setup/paths.mjs';
import { compactFile } from './compact-file.ts';
import { fileDesc } from './file-desc.ts';

const generated = await Promise.all(
  ['google/rpc', 'spark/connect'].flatMap((folder) =>
    readdirSync(join(root, 'gen', folder))
      .filter((name) => name.endsWith('_pb.ts'))
      .map((name) => import(join(root, 'gen', folder, name)) as Promise<Record<string, unknown>>),
  ),
);
const files = [
  ...[file_google_protobuf_any, file_google_protobuf_duration, file_google_protobuf_timestamp],
  ...generated.flatMap((module) =>
    Object.entries(module).flatMap(([name, value]) => (name.startsWith('file_') ? [value as DescFile] : [])),
  ),
];

/** Describes a file and, before it, those that it imports, as the modules of a bundle do. */
const described = new Map<string, DescFile>();
function describeAgain(file: DescFile): DescFile {
  const imports = file.dependencies.map(describeAgain);
  const known = described.get(file.name) ?? fileDesc(JSON.stringify(compactFile(file.proto)), imports);
  described.set(file.name, known);
  return known;
}

/** The properties that contain descriptors. Others refer to them, or are values. */
const containers = ['messages', 'enums', 'services', 'nestedMessages', 'nestedEnums', 'fields', 'values', 'methods'];

/** Returns what a descriptor says under the names that another one has, with the descriptors that it refers to by their names. */
function contentOf(desc: object, like: object): unknown {
  return Object.keys(like)
    .filter((name) => name !== 'proto')
    .map((name) => {
      const value: unknown = Reflect.get(desc, name);
      const likeValue: unknown = Reflect.get(like, name);
      if (containers.includes(name)) {
        const others = likeValue as readonly object[];
        return [name, (value as readonly object[]).map((each, index) => contentOf(each, others[index] ?? {}))];
      }
      if (typeof value === 'function') return [name, String(value.call(desc))];
      // These have no name of their own: they find fields, values and methods by their names or numbers.
      const isTable = ['field', 'value', 'method'].includes(name);
      return [name, isTable ? Object.entries(value as object).map(String) : String(value)];
    });
}

test.each(files.map((file) => [file.name, file] as const))(
  'the package describes %s as protobuf-es does',
  (_, file) => {
    expect(contentOf(describeAgain(file), file)).toEqual(contentOf(file, file));
  },
);
