import type { Command } from 'commander';

/** A command of the package. Its code is loaded only when it runs. */
export interface LazyCommand {
  readonly name: string;
  readonly description: string;
  /** Whether the help leaves it out. */
  readonly hidden?: boolean;
  readonly load: () => Promise<Command>;
}

/** All commands, in the order of the help. */
export const commands: readonly LazyCommand[] = [
  {
    name: 'up',
    description: 'start a Spark Connect server on this machine, and Kafka with --kafka',
    load: async () => (await import('../stack/commands/up.ts')).upCommand(await front()),
  },
  {
    name: 'down',
    description: 'stop it',
    load: async () => (await import('../stack/commands/down.ts')).downCommand(await front()),
  },
  {
    name: 'status',
    description: 'show what is running, and where',
    load: async () => (await import('../stack/commands/status.ts')).statusCommand(await front()),
  },
  {
    name: 'logs',
    description: 'show the log of Spark or Kafka',
    load: async () => (await import('../stack/commands/logs.ts')).logsCommand(await front()),
  },
  {
    name: 'shell',
    description: 'evaluate JavaScript with a Spark session in scope, on a terminal or from a pipe',
    load: async () => (await import('./shell/command.ts')).shellCommand(),
  },
  {
    name: 'serve',
    description: 'run a server for startLocalSpark() until standard input ends',
    hidden: true,
    load: async () => (await import('./serve.ts')).serveCommand(),
  },
];

async function front() {
  return (await import('./package-front.ts')).packageFront;
}
