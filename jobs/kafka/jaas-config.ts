/** A login module with its options, from `sasl.jaas.config`. */
export interface LoginModule {
  /** The name of the class. */
  readonly module: string;
  readonly options: ReadonlyMap<string, string>;
}

const token = /\s+|\/\/[^\n]*|\/\*[^]*?\*\/|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([=;])|([^\s=;"'/]+)|(.)/gsy;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

interface Token {
  readonly text: string;
  readonly kind: 'word' | 'string' | 'sign';
}

/**
 * Parses the value of `sasl.jaas.config`: one login module, a control flag, and options.
 *
 * @throws Error when the syntax is wrong. The message is a clause, and does not contain values.
 */
export function parseJaasConfig(text: string): LoginModule {
  const tokens = tokenize(text);
  const [module, flag, ...rest] = tokens;
  if (module?.kind !== 'word') throw new Error('it does not start with the class of a login module');
  if (flag?.kind !== 'word' || !/^(required|requisite|sufficient|optional)$/i.test(flag.text)) {
    throw new Error('the class of its login module is not followed by "required"');
  }
  const options = new Map<string, string>();
  for (let at = 0; ; at += 3) {
    const [name, equals, value] = rest.slice(at);
    if (name === undefined) throw new Error('it does not end with a semicolon, or a line of it lacks its backslash');
    if (name.kind === 'sign' && name.text === ';') {
      if (rest.length > at + 1) throw new Error('it has text after the semicolon, where it must end');
      return { module: module.text, options };
    }
    if (name.kind !== 'word' || equals?.text !== '=' || equals.kind !== 'sign' || !value || value.kind === 'sign') {
      throw new Error('its options are not of the form name="value", followed by a semicolon');
    }
    options.set(name.text, value.text);
  }
}

/** Returns the text of a login module, as {@link parseJaasConfig} reads it. */
export function formatJaasConfig(module: string, options: Readonly<Record<string, string>>): string {
  const quoted = (value: string): string => value.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n');
  const all = Object.entries(options).map(([name, value]) => ` ${name}="${quoted(value)}"`);
  return `${module} required${all.join('')};`;
}

function tokenize(text: string): readonly Token[] {
  return [...text.matchAll(token)].flatMap(([, double, single, sign, word, other]): readonly Token[] => {
    if (other !== undefined)
      throw new Error(other === '/' ? 'it has a "/" outside quotes' : 'it has a quote that does not end');
    if (sign !== undefined) return [{ text: sign, kind: 'sign' }];
    if (word !== undefined) return [{ text: word, kind: 'word' }];
    const string = double ?? single;
    return string === undefined ? [] : [{ text: unescaped(string), kind: 'string' }];
  });
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, (_, character: string) => escapes[character] ?? character);
}
