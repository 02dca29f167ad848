// A stand-in for gcloud compute ssh: node gcloud-program.mjs <settings file> <log file> <arguments of gcloud>
import { appendFileSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';

const [settingsFile, logFile, ...args] = process.argv.slice(2);
/** @type {unknown} */
const parsed = JSON.parse(readFileSync(settingsFile ?? '', 'utf8'));
const { ports = {}, outputs = {}, failure } = /** @type {import('./fake-gcloud.ts').FakeGcloudSettings} */ (parsed);
appendFileSync(logFile ?? '', `${JSON.stringify({ pid: process.pid, args })}\n`);

if (failure !== undefined) {
  process.stderr.write(failure);
  process.exit(1);
}
const command = args[args.indexOf('--command') + 1];
if (args.includes('--command')) {
  const known = Object.keys(outputs).find((text) => command?.includes(text));
  if (known === undefined) {
    process.stderr.write(`bash: line 1: ${command}: command not found\n`);
    process.exit(127);
  }
  process.stdout.write(outputs[known] ?? '');
  process.exit(0);
}
for (const [index, name] of args.entries()) {
  if (name !== '-L') continue;
  const [, localPort, , remotePort] = (args[index + 1] ?? '').split(':').map(Number);
  createServer((socket) => {
    const target = connect({ host: '127.0.0.1', port: ports[remotePort ?? 0] ?? 0 });
    socket.pipe(target).pipe(socket);
    for (const [one, other] of [
      [socket, target],
      [target, socket],
    ]) {
      one?.on('error', () => other?.destroy()).on('close', () => other?.destroy());
    }
  }).listen(localPort, '127.0.0.1');
}
