import { Option } from 'commander';
import { wholeNumber } from '../command-line/option-parsers.ts';
import { localServerFolder } from '../src/session/local-server.ts';
import type { StackFront } from '../stack/commands/front.ts';
import { stateFolder } from '../stack/state-folder.ts';
import type { Wording } from '../stack/wording.ts';

const port = wholeNumber(1, 65_535);

/** Names things as the user of the package does. */
export const packageWording: Wording = {
  stack: 'local server',
  command: (name) => `npx spark-connect-ts ${name}`,
  folder: '--dir',
  ports: {
    connect: '--port',
    sparkUi: '--ui-port',
    kafka: '--kafka-port',
    kafkaController: '--kafka-port',
  },
};

/** The commands of the package that start a server and end it. */
export const packageFront: StackFront = {
  wording: packageWording,
  folder: (given) => (given === undefined ? localServerFolder() : stateFolder(given)),
  services: ['spark'],
  upOptions: [
    new Option('--no-token', 'let every program on this machine connect (default: a random token)'),
    new Option('--kafka', 'start Kafka as well'),
    new Option('--docker', 'use Docker instead of Java and Maven'),
    new Option('--port <number>', 'port of Spark Connect (default: 15002, or a free one)').argParser(port),
    new Option('--ui-port <number>', 'port of the Spark UI (default: 4040, or a free one)').argParser(port),
    new Option('--kafka-port <number>', 'port of Kafka (default: 9092, or a free one)').argParser(port),
  ],
  ports: () => ({}),
  defaults: { otherPorts: 'standard-if-free', otherToken: 'random' },
  nextSteps: (folder) => [
    '',
    'Connect from a program:',
    '  const spark = await SparkSession.builder' +
      `.local(${folder === undefined ? '' : `{ dir: ${JSON.stringify(stateFolder(folder))} }`}).getOrCreate();`,
    '',
    `Stop it with "${packageWording.command('down')}${folder === undefined ? '' : ` --dir ${folder}`}".`,
  ],
};
