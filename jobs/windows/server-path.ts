/** Joins a folder on the server, which may be a URI, and a name. */
export function pathBelow(folder: string, name: string): string {
  return `${folder.replace(/\/$/, '')}/${name}`;
}
