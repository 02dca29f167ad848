import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** The variable with the script of the jobs to run instead of `jobs/cli.ts`, such as a bundle of it, which starts sooner. */
export const jobScriptVariable = 'JOBS_SCRIPT';

/** Returns the script of the jobs. */
export function jobScript(): string {
  return process.env[jobScriptVariable] ?? 'jobs/cli.ts';
}

/** The result of a job that has ended. */
export interface JobResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running job. */
export interface RunningJob {
  readonly job: ChildProcess;
  readonly ended: Promise<JobResult>;
}

/** Runs a job in a separate process, as a user does. `onOutput` receives everything that it has written to stdout so far. */
export async function runJobProcess(
  args: readonly string[],
  onOutput?: (stdout: string, job: ChildProcess) => void,
): Promise<JobResult> {
  return startJobProcess(args, onOutput).ended;
}

/** Starts a job in a separate process, as a user does. `onOutput` receives everything that it has written to stdout so far. */
export function startJobProcess(
  args: readonly string[],
  onOutput?: (stdout: string, job: ChildProcess) => void,
  env: NodeJS.ProcessEnv = process.env,
): RunningJob {
  const job = spawn(process.execPath, ['scripts/run.mjs', jobScript(), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  let stdout = '';
  let stderr = '';
  job.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onOutput?.(stdout, job);
  });
  job.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<JobResult>((resolve, reject) => {
    job.on('error', reject).on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return { job, ended };
}

/** Sends a signal to a job. Returns its result, and the milliseconds that it took to end. */
export async function interruptJob(
  { job, ended }: RunningJob,
  signal: NodeJS.Signals = 'SIGINT',
): Promise<JobResult & { readonly milliseconds: number }> {
  const begin = performance.now();
  job.kill(signal);
  return { ...(await ended), milliseconds: performance.now() - begin };
}
