import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { localServerFolder } from '../src/session/local-server.ts';

/** Makes a stack the local server of programs with the returned environment. `folder` receives a link to its state folder. */
export function asLocalServer(stateDir: string, folder: string): NodeJS.ProcessEnv {
  const env = { ...process.env, XDG_STATE_HOME: resolve(folder) };
  const link = localServerFolder(env);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(resolve(stateDir), link);
  return env;
}
