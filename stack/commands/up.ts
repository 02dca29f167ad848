import { InvalidArgumentError, Option, type Command } from 'commander';
import { runJob } from '../../command-line/job-command.ts';
import { UserError } from '../../command-line/user-error.ts';
import { startInDocker } from '../docker.ts';
import type { StackPorts } from '../port-names.ts';
import { startedServices } from '../stack.ts';
import { startStack, type StackOptions } from '../start-stack.ts';
import { createStackCommand, type FolderOption, type StackFront } from './front.ts';
import { printAddresses } from './print-addresses.ts';

interface UpOptions extends FolderOption {
  /** False for `--no-token`. */
  readonly token?: string | false;
  readonly tls?: boolean;
  readonly v8?: boolean;
  readonly conf?: Readonly<Record<string, string>>;
  readonly memory?: string;
  readonly kafka?: boolean;
  readonly docker?: boolean;
  readonly port?: number;
  readonly uiPort?: number;
  readonly kafkaPort?: number;
}

/** Creates the command that starts the stack. */
export function upCommand(front: StackFront): Command {
  const title = front.services.includes('kafka') ? 'Spark Connect and Kafka' : 'a Spark Connect server';
  const command = createStackCommand(front, 'up', `Start ${title}, unless running, and wait for an answer.`)
    .addOption(
      new Option('--token <token>', 'require this bearer token in every Spark Connect call').env('SPARK_CONNECT_TOKEN'),
    )
    .option('--tls', 'use TLS for Spark Connect, with a self-signed certificate')
    .option('--conf <name=value>', 'setting of Spark; can be repeated', addSetting)
    .option('--memory <size>', 'heap of Spark, such as 4g (default: 896m)', heapSize);
  for (const option of front.upOptions) command.addOption(option);
  return command.action(
    runJob<UpOptions>(async (options, { signal, log }) => {
      const stateDir = front.folder(options.dir);
      const onProgress = (line: string): void => log.notice(line);
      const common = { ...commonOptions(front, options), signal, onProgress };
      const stack = options.docker
        ? await startInDocker(stateDir, withoutSparkOptions(options, common))
        : await startStack(stateDir, {
            ...withoutWindows(common),
            tls: options.tls,
            v8: options.v8,
            sparkConf: sparkConf(options),
          });
      console.log(`The ${front.wording.stack} is ${stack.started ? '' : 'already '}up.`);
      printAddresses(stack, startedServices(stateDir));
      for (const line of front.nextSteps(options.dir)) console.log(line);
    }),
  );
}

function commonOptions(front: StackFront, options: UpOptions): StackOptions {
  return {
    ...front.defaults,
    ...(options.token === false && { otherToken: 'previous' }),
    ...(typeof options.token === 'string' && { token: options.token }),
    services: [...front.services, ...(options.kafka && !front.services.includes('kafka') ? ['kafka' as const] : [])],
    ports: { ...front.ports(), ...givenPorts(options) },
  };
}

function givenPorts({ port, uiPort, kafkaPort }: UpOptions): Partial<StackPorts> {
  return {
    ...(port !== undefined && { connect: port }),
    ...(uiPort !== undefined && { sparkUi: uiPort }),
    ...(kafkaPort !== undefined && { kafka: kafkaPort }),
  };
}

function sparkConf({ conf = {}, memory }: UpOptions): Readonly<Record<string, string>> {
  return memory === undefined ? conf : { ...conf, 'spark.driver.memory': memory };
}

function withoutSparkOptions<Options>(given: UpOptions, options: Options): Options {
  if (!given.tls && Object.keys(sparkConf(given)).length === 0) return options;
  throw new UserError('The image for Docker has its own settings: leave out --conf, --memory and --tls, or --docker.');
}

function withoutWindows<Options>(options: Options): Options {
  if (process.platform !== 'win32') return options;
  throw new UserError('Spark is not started on Windows itself: run this command in WSL, or with --docker.');
}

function addSetting(text: string, previous: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, value] = /^(spark\.[\w.-]+)=([^]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('It must be a name and a value, such as spark.sql.shuffle.partitions=8.');
  }
  return { ...previous, [name]: value };
}

function heapSize(text: string): string {
  if (/^\d+[kmg]$/i.test(text)) return text;
  throw new InvalidArgumentError('It must be a number and a unit, such as 900m or 4g.');
}
