import { spawn, type ChildProcess } from 'node:child_process';
import { UserError } from '../../command-line/user-error.ts';
import { masterOf, type ClusterName } from './cluster-options.ts';

/** The target of an SSH connection through Identity-Aware Proxy, which needs no external address and no open port. */
export interface SshTarget extends ClusterName {
  readonly zone: string;
}

/** Starts `gcloud compute ssh` to the master of a cluster. `sshArgs` follow the separator and are those of `ssh`. */
export function startSsh(
  { projectId, zone, cluster }: SshTarget,
  { command, sshArgs = [] }: { readonly command?: string; readonly sshArgs?: readonly string[] },
): ChildProcess {
  const args = [
    ...['compute', 'ssh', masterOf(cluster), '--project', projectId, '--zone', zone, '--tunnel-through-iap', '--quiet'],
    ...(command === undefined ? [] : ['--command', command]),
    ...(sshArgs.length === 0 ? [] : ['--', ...sshArgs]),
  ];
  // In a separate process group: a Ctrl-C in the terminal must not cut the tunnel before the query has been stopped.
  return spawn('gcloud', args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
}

/** Runs a command on the master of a cluster and returns its output. */
export async function runOnMaster(target: SshTarget, command: string, signal: AbortSignal): Promise<string> {
  const child = startSsh(target, { command });
  const end = (): void => endProcessGroup(child);
  signal.addEventListener('abort', end, { once: true });
  try {
    const { code, stdout, stderr } = await outputOf(child);
    signal.throwIfAborted();
    if (code === 0) return stdout;
    throw sshError(stderr, target);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** Ends a process that {@link startSsh} has started, with the processes that it has started itself. */
export function endProcessGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has just ended.
  }
}

async function outputOf(
  child: ChildProcess,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => reject(startError(error)));
    child.once('close', resolve);
  });
  return { code, stdout, stderr };
}

/** Returns the error for a gcloud that cannot be started. */
export function startError(error: Error): Error {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return error;
  return new UserError(
    'gcloud is missing (no gcloud on the PATH), and the tunnel to the cluster needs it: install the Google Cloud CLI from https://cloud.google.com/sdk/docs/install and run "gcloud auth login".',
    { cause: error },
  );
}

/** Explains what gcloud or ssh has written before it failed. */
export function sshError(stderr: string, { projectId, zone, cluster }: SshTarget): UserError {
  const host = masterOf(cluster);
  const lines = stderr.split('\n').map((line) => line.trim());
  const relevant = lines.filter(
    (line) => line !== '' && !/^(WARNING|Updates are available|To take a quick)/i.test(line),
  );
  const reason = (relevant.find((line) => /ERROR/.test(line)) ?? relevant.at(-1) ?? 'no reason was given').replace(
    /^ERROR: (\([\w.-]+\) )?/,
    '',
  );
  if (/auth login|credentialed account|active account|Reauthentication|invalid_grant|refreshing.*token/i.test(stderr)) {
    return new UserError('gcloud is not logged in, or its login has expired: run "gcloud auth login".');
  }
  if (/4033|not authorized|iap\.tunnelInstances|PERMISSION_DENIED|Required .* permission/i.test(stderr)) {
    return new UserError(
      `You may not open a tunnel to ${host}: ${sentence(reason)} Ask an administrator of project ${projectId} for roles/iap.tunnelResourceAccessor and roles/compute.instanceAdmin.v1 or OS Login.`,
    );
  }
  if (/4003|failed to connect to backend|Connection timed out|Connection refused/i.test(stderr)) {
    return new UserError(
      `The tunnel cannot reach ${host}: ${sentence(reason)} Check that the cluster is running, and that a firewall rule allows TCP port 22 from 35.235.240.0/20, the range of Identity-Aware Proxy.`,
    );
  }
  if (/was not found|could not fetch resource/i.test(stderr)) {
    return new UserError(`${host} does not exist in zone ${zone} of project ${projectId}: ${sentence(reason)}`);
  }
  return new UserError(`gcloud cannot open an SSH connection to ${host}: ${sentence(reason)}`);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
