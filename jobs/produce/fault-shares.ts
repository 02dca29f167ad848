import { InvalidArgumentError } from 'commander';

/** The kinds of faults that the producer can inject, in the order in which they are drawn. */
export const faultKinds = ['late', 'duplicate', 'malformed', 'out-of-order', 'future'] as const;

export type FaultKind = (typeof faultKinds)[number];

/** The share of records, from 0 to 1, that get each kind of fault. A record gets at most one. */
export type FaultShares = Readonly<Record<FaultKind, number>>;

const example = 'late=5%,duplicate=3%,malformed=2%,out-of-order=20%,future=0.1%';

/** Parses `--inject`, such as `late=5%,duplicate=3%`. Kinds that are not named have a share of 0. */
export function faultShares(text: string): FaultShares {
  const shares = new Map<FaultKind, number>();
  for (const part of text.split(',')) {
    const [kind, percent] = parsePart(part.trim());
    if (shares.has(kind)) throw new InvalidArgumentError(`It names ${kind} twice.`);
    shares.set(kind, percent / 100);
  }
  // Adding percentages would not give exactly 100 for 70.1 + 29.9.
  const sum = [...shares.values()].reduce((total, share) => total + Math.round(share * 1e9), 0) / 1e9;
  if (sum > 1)
    throw new InvalidArgumentError(
      `Its shares add up to ${Number((sum * 100).toFixed(6))}%, but at most 100% is possible.`,
    );
  return Object.fromEntries(faultKinds.map((kind) => [kind, shares.get(kind) ?? 0])) as FaultShares;
}

function parsePart(part: string): readonly [FaultKind, number] {
  const [, name, percent] = /^([^=]*)=(\d+(?:\.\d+)?|\.\d+)%$/.exec(part) ?? [];
  if (name === undefined)
    throw new InvalidArgumentError(`It must be a list of kinds with their shares, such as ${example}.`);
  const kind = faultKinds.find((known) => known === name);
  if (kind === undefined)
    throw new InvalidArgumentError(
      `It names the unknown fault ${JSON.stringify(name)}; known are ${faultKinds.join(', ')}.`,
    );
  return [kind, Number(percent)];
}
