/** The class of the companion jar that stands for a function, and the declared version of its serialized form. */
const className = 'sparkconnectts.companion.Payload';
const serialVersion = 1n;

/** The largest string that Java's serialization writes with a length of 16 bits. */
const longestShortString = 0xffff;

/**
 * Writes an object of the companion's payload class in the format of Java's serialization. Its only field is a JSON
 * text, from which the companion creates the function when Spark deserializes the object.
 */
export function javaPayload(request: object): Uint8Array {
  return Buffer.concat([
    Uint8Array.of(0xac, 0xed, 0x00, 0x05), // Magic number and version of the format
    Uint8Array.of(0x73, 0x72), // An object with the description of its class
    shortText(className),
    long(serialVersion),
    Uint8Array.of(0x02, 0x00, 0x01), // Serializable, with one field
    Uint8Array.of(0x4c), // An object
    shortText('json'),
    Uint8Array.of(0x74),
    shortText('Ljava/lang/String;'),
    Uint8Array.of(0x78, 0x70), // No more of this class, and no parent
    text(asciiJson(request)),
  ]);
}

/** Escapes all characters beyond ASCII, whose encoding in Java's format differs from UTF-8. */
function asciiJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function text(ascii: string): Uint8Array {
  if (ascii.length <= longestShortString) return Buffer.concat([Uint8Array.of(0x74), shortText(ascii)]);
  return Buffer.concat([Uint8Array.of(0x7c), long(BigInt(ascii.length)), Buffer.from(ascii, 'latin1')]);
}

function shortText(ascii: string): Uint8Array {
  return Buffer.concat([Uint8Array.of(ascii.length >> 8, ascii.length & 0xff), Buffer.from(ascii, 'latin1')]);
}

function long(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}
