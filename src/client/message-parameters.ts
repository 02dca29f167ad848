import { errorClasses } from '../../gen/spark/error_classes.ts';

/** Returns the SQLSTATE of an error class, which 3.5 does not send. */
export function sqlStateOf(errorClass: string): string | undefined {
  return errorClasses()[errorClass]?.sqlState;
}

/** A message may be followed by the position of the error in the query, the SQLSTATE, the query and the plan. */
const messageSuffix = String.raw`(?:;? ?\(?line \d+,? pos \d+\)?)?;?(?: SQLSTATE: \w+)?\s*(?:\n|;|$)`;

/**
 * Extracts the parameters from a formatted message, since 3.5 sends nothing else. Returns none if the message does not
 * match its template, or matches it in more than one way.
 */
export function messageParametersOf(errorClass: string, message: string): Readonly<Record<string, string>> {
  const template = errorClasses()[errorClass]?.message.trim();
  if (template === undefined || !template.includes('<')) return {};
  const text = message.replace(/^\s*\[[A-Z0-9_.]+\]\s*/, '');
  const [shortest, longest] = ['*?', '*'].map((quantifier) => patternOf(template, quantifier).exec(text)?.groups);
  if (!shortest || !longest) return {};
  return Object.entries(shortest).every(([name, value]) => longest[name] === value) ? { ...shortest } : {};
}

function patternOf(template: string, quantifier: string): RegExp {
  const names: string[] = [];
  const parts = template.split(/<(\w+)>/).map((part, index) => {
    if (index % 2 === 0) return escape(part);
    // A repeated parameter has the same value.
    if (names.includes(part)) return `\\k<${part}>`;
    names.push(part);
    return `(?<${part}>[^\\n]${quantifier})`;
  });
  return new RegExp(`^${parts.join('')}${messageSuffix}`);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+');
}
