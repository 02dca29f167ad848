/** Returns the text of the bytes, or undefined if they are not UTF-8. */
export function utf8Text(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Escapes control characters, which could otherwise break the line or control the terminal. */
export function onOneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Formats bytes for a line of text: as text if they are UTF-8, otherwise as hexadecimal digits. */
export function formatBytes(bytes: Buffer | string | null): string {
  if (bytes === null) return 'null';
  if (typeof bytes === 'string') return onOneLine(bytes);
  const text = utf8Text(bytes);
  return text === undefined ? `0x${bytes.toString('hex')}` : onOneLine(text);
}
