import { basename, extname } from 'node:path';
import type { Artifact } from '../client/artifact-chunks.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/** What the server does with a file: `jar` and `class` are code, `file` and `archive` go to the executors. */
export type ArtifactKind = 'jar' | 'class' | 'file' | 'archive';

/**
 * Something to upload that is no file of that name on this disk.
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
  /** The name on the server: for a class its path by package, for the others a file name. */
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

/** @throws IllegalArgumentException for a name that would lead out of the server's folder, or a kind that is unknown. */
export function artifactOf({ kind, name, content }: ArtifactSource): Artifact {
  const folder = folders[kind];
  if (folder === undefined) {
    throw new IllegalArgumentException(
      `Unknown kind of artifact ${JSON.stringify(kind)}; known are ${Object.keys(folders).join(', ')}.`,
    );
  }
  if (name === '' || name.startsWith('/') || name.split('/').includes('..')) {
    throw new IllegalArgumentException(
      `An artifact has a name relative to the server's folder, not ${JSON.stringify(name)}.`,
    );
  }
  return { name: `${folder}/${name}`, content };
}

/** A file of this disk under its own name; what follows a # in the path of an archive is the folder it is unpacked to. */
export function artifactFile(path: string, kind: ArtifactKind | undefined): Artifact {
  const known = kind ?? kindsByExtension[extname(path)];
  if (known === undefined) {
    throw new IllegalArgumentException(
      `Spark cannot tell what ${path} is for: its name ends in neither .jar nor .class, so say { kind: 'file' } or { kind: 'archive' }.`,
    );
  }
  const [file = path, alias] = known === 'archive' ? path.split('#') : [path];
  const name = alias === undefined ? basename(file) : `${basename(file)}#${alias}`;
  return artifactOf({ kind: known, name, content: { file } });
}

/** A file of this disk for a place that the server reaches; its path there is absolute. */
export function copyOf(localPath: string, destination: string): Artifact {
  if (!destination.startsWith('/') || destination.split('/').includes('..')) {
    throw new IllegalArgumentException(
      `copyFromLocalToFs() takes an absolute path on the server, not ${JSON.stringify(destination)}.`,
    );
  }
  return { name: `forward_to_fs${destination}`, content: { file: localPath } };
}
