import { basename, extname } from 'node:path';
import type { Artifact } from '../client/artifact-chunks.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/** How the server uses an artifact: `jar` and `class` are code, `file` and `archive` are sent to the executors. */
export type ArtifactKind = 'jar' | 'class' | 'file' | 'archive';

/**
 * An artifact to upload under a given name, from memory or from a local file.
 *
 * @example
 * ```ts
 * import type { SparkSession } from 'spark-connect-ts';
 *
 * const addClass = (spark: SparkSession, bytes: Uint8Array) =>
 *   spark.addArtifact({ kind: 'class', name: 'com/example/Tax.class', content: bytes });
 * ```
 */
export interface ArtifactSource {
  readonly kind: ArtifactKind;
  /** The name on the server: the package path of a class, otherwise a file name. */
  readonly name: string;
  /** The bytes, or the file that holds them. */
  readonly content: Uint8Array | { readonly file: string };
}

const folders: Readonly<Record<ArtifactKind, string>> = {
  jar: 'jars',
  class: 'classes',
  file: 'files',
  archive: 'archives',
};

const kindsByExtension: Readonly<Record<string, ArtifactKind>> = { '.jar': 'jar', '.class': 'class' };

/** @throws IllegalArgumentException when the name points outside the artifact folder, or the kind is unknown. */
export function artifactOf({ kind, name, content }: ArtifactSource): Artifact {
  const folder = folders[kind];
  if (folder === undefined) {
    throw new IllegalArgumentException(
      `Unknown artifact kind ${JSON.stringify(kind)}. Expected one of: ${Object.keys(folders).join(', ')}.`,
    );
  }
  if (name === '' || name.startsWith('/') || name.split('/').includes('..')) {
    throw new IllegalArgumentException(
      `The name of an artifact must be a path inside the artifact folder, not ${JSON.stringify(name)}.`,
    );
  }
  return { name: `${folder}/${name}`, content };
}

/** Creates an artifact from a local file. In the path of an archive, the part after # is the folder to unpack it to. */
export function artifactFile(path: string, kind: ArtifactKind | undefined): Artifact {
  const actualKind = kind ?? kindsByExtension[extname(path)];
  if (actualKind === undefined) {
    throw new IllegalArgumentException(
      `Cannot infer the artifact kind of ${path}, which ends in neither .jar nor .class: pass { kind: 'file' } or { kind: 'archive' }.`,
    );
  }
  const [file = path, alias] = actualKind === 'archive' ? path.split('#') : [path];
  const name = alias === undefined ? basename(file) : `${basename(file)}#${alias}`;
  return artifactOf({ kind: actualKind, name, content: { file } });
}

/** Creates the artifact that copies a local file to an absolute path in the file system of the server. */
export function copyOf(localPath: string, destination: string): Artifact {
  if (!destination.startsWith('/') || destination.split('/').includes('..')) {
    throw new IllegalArgumentException(
      `copyFromLocalToFs() takes an absolute path on the server, not ${JSON.stringify(destination)}.`,
    );
  }
  return { name: `forward_to_fs${destination}`, content: { file: localPath } };
}
