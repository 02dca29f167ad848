import { portVariables, type PortName } from './port-names.ts';

/** How messages name the stack and what the user types, depending on the program that the user has started. */
export interface Wording {
  /** The subject of sentences. */
  readonly stack: string;
  /** Returns the text that runs a command. */
  readonly command: (name: string) => string;
  /** The setting that names the state folder. */
  readonly folder: string;
  /** The setting for each port. */
  readonly ports: Readonly<Record<PortName, string>>;
}

const ofRepository: Wording = {
  stack: 'stack',
  command: (name) => `npm run stack -- ${name}`,
  folder: 'STACK_DIR',
  ports: portVariables,
};

let current = ofRepository;

/** Chooses the wording of all messages of this process. Default: that of the repository's scripts. */
export function useWording(wording: Wording): void {
  current = wording;
}

/** Returns how messages name things. */
export function wording(): Wording {
  return current;
}
