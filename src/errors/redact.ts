/**
 * Names whose values are secret. Spark redacts the same ones in its plans; all SASL settings of Kafka are redacted here
 * as well.
 */
const secretName =
  /secret|password|passwd|token|credential|authorization|access[._-]?key|private[._-]?key|keystore\.key|jaas|sasl\.(?!mechanism)/i;

/** Replaces a secret in text. */
export const redacted = '*** redacted ***';

/** Returns whether the value with this name must not be shown. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** `name=value`, `name -> value` and `"name": "value"`, as settings appear in messages. */
const assignment =
  /(["']?)([\w.-]+)\1(\s*(?:=|->|:)\s*)(\*\*\* redacted \*\*\*|"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&'"})\]]+)/g;
const bearer = /\bBearer\s+[\w.~+/=-]+/gi;
/** A private key in PEM, perhaps with its line breaks escaped. Text that is cut off may lack its end. */
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g;

/** Redacts the given secrets in a text, and everything that looks like a secret. */
export function redactText(text: string, secrets: Iterable<string> = []): string {
  let result = text.replace(bearer, `Bearer ${redacted}`).replace(privateKey, redacted);
  for (const secret of secrets) if (secret !== '') result = result.replaceAll(secret, redacted);
  return redactAssignments(result);
}

function redactAssignments(text: string): string {
  return text.replace(assignment, (_whole, quote: string, name: string, sign: string, value: string) => {
    // A colon without quotes is punctuation: "unexpected token: x".
    const isSecret = (quote !== '' || !sign.includes(':')) && isSecretName(name);
    // A value that is not secret may contain a secret, as in "failed: password=x".
    return `${quote}${name}${quote}${sign}${isSecret ? redacted : redactAssignments(value)}`;
  });
}
