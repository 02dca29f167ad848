import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { base64Decode } from '@bufbuild/protobuf/wire';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import type { Plugin } from 'esbuild';
import { compactFile } from './compact-file.ts';

/** Replaces the binary descriptors in generated code by JSON, and the function that reads them; see {@link fileDesc} in file-desc.ts. */
export const embedDescriptors: Plugin = {
  name: 'embed-descriptors',
  setup(bundle) {
    bundle.onLoad({ filter: /_pb\.(ts|js)$/ }, async ({ path }) => {
      // Without types and comments: otherwise most of what the source maps contain would be those.
      const { code } = await bundle.esbuild.transform(readFileSync(path, 'utf8'), {
        loader: 'ts',
        legalComments: 'none',
      });
      return { contents: withJson(code), loader: 'js' };
    });
    bundle.onLoad({ filter: /codegenv2[\\/]file\.js$/ }, () => ({
      contents: readFileSync(join(import.meta.dirname, 'file-desc.ts'), 'utf8'),
      loader: 'ts',
    }));
  },
};

/**
 * Returns the source of a generated module, with the binary descriptor that it passes to `fileDesc` as JSON. protobuf-es also has files in other
 * versions of the language, which stay as they are: no bundle contains them.
 */
function withJson(source: string): string {
  return source.replace(/(?<=\bfileDesc\()"([A-Za-z0-9+/]+)"/, (text, base64: string) => {
    const proto = fromBinary(FileDescriptorProtoSchema, base64Decode(base64));
    if (proto.syntax !== 'proto3') return text;
    return JSON.stringify(JSON.stringify(compactFile(proto)));
  });
}
