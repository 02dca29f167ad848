/** Names whose values are secret; Spark hides the same ones in its own plans, and we Kafka's SASL settings as a whole. */
const secretName =
  /secret|password|passwd|token|credential|authorization|access[._-]?key|private[._-]?key|jaas|sasl\.(?!mechanism)/i;

/** What stands where a secret was. */
export const redacted = '*** redacted ***';

/** Whether the value that goes by this name must not be shown. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** `name=value`, `name -> value` and `"name": "value"`, as settings appear in messages. */
const assignment =
  /(["']?)([\w.-]+)\1(\s*(?:=|->|:)\s*)(\*\*\* redacted \*\*\*|"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&'"})\]]+)/g;
const bearer = /\bBearer\s+[\w.~+/=-]+/gi;

/** Hides what looks like a secret in a text that somebody else wrote, and the secrets that are known to be some. */
export function redactText(text: string, secrets: Iterable<string> = []): string {
  let result = text.replace(bearer, `Bearer ${redacted}`);
  for (const secret of secrets) if (secret !== '') result = result.replaceAll(secret, redacted);
  return redactAssignments(result);
}

function redactAssignments(text: string): string {
  return text.replace(assignment, (_whole, quote: string, name: string, sign: string, value: string) => {
    // A colon without quotes is punctuation: "unexpected token: x".
    const isSecret = (quote !== '' || !sign.includes(':')) && isSecretName(name);
    // What is no secret may hold one, as in "failed: password=x".
    return `${quote}${name}${quote}${sign}${isSecret ? redacted : redactAssignments(value)}`;
  });
}
