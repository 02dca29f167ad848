import { errorClasses } from '../../gen/spark/error_classes.ts';

/** The SQLSTATE of an error class, which 3.5 does not send. */
export function sqlStateOf(errorClass: string): string | undefined {
  return errorClasses[errorClass]?.sqlState;
}

/** Behind a message there may be where in the query the error is, the SQLSTATE, the query and the plan. */
const whatFollows = String.raw`(?:;? ?\(?line \d+,? pos \d+\)?)?;?(?: SQLSTATE: \w+)?\s*(?:\n|;|$)`;

/**
 * Reads the parameters back out of a finished message, which is all that 3.5 sends. None where the message does not fit its
 * template, or fits it in more than one way.
 */
export function messageParametersOf(errorClass: string, message: string): Readonly<Record<string, string>> {
  const template = errorClasses[errorClass]?.message.trim();
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
    // A parameter that comes again has the same value.
    if (names.includes(part)) return `\\k<${part}>`;
    names.push(part);
    return `(?<${part}>[^\\n]${quantifier})`;
  });
  return new RegExp(`^${parts.join('')}${whatFollows}`);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+');
}
