import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, fingerprint, readIfPresent, writeWhole } from './fingerprint.mjs';
import { root, setupDir } from './paths.mjs';
import { errorLines, runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const stamp = join(setupDir, 'generated-code');

/** @type {import('./steps.mjs').Step} */
export const generatedCode = {
  title: 'gen/ (buf and protoc-gen-es)',

  isCurrent() {
    return readIfPresent(stamp) === state();
  },

  async run() {
    for (const file of generatedFiles()) rmSync(file);
    const buf = join(root, 'node_modules', '@bufbuild', 'buf', 'bin', 'buf');
    const { ok, output } = await runCommand(process.execPath, [buf, 'generate']);
    if (!ok) throw new SetupError('buf cannot generate gen/ from proto/ (see above).', errorLines(output, /./));
    writeWhole(stamp, state() ?? '');
  },
};

/** Returns a fingerprint of inputs and outputs, so that an edited or incomplete gen/ is generated again. */
function state() {
  const bufbuild = join(root, 'node_modules', '@bufbuild');
  return fingerprint([
    join(root, 'proto', 'checksums.sha256'),
    join(root, 'buf.gen.yaml'),
    join(bufbuild, 'buf', 'package.json'),
    join(bufbuild, 'protoc-gen-es', 'package.json'),
    ...generatedFiles(),
  ]);
}

function generatedFiles() {
  return filesBelow(join(root, 'gen')).filter((file) => file.endsWith('_pb.ts'));
}
