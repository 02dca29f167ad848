import { describe, expect, test } from 'vitest';
import { sshError } from './gcloud.ts';

const target = { projectId: 'p', region: 'europe-west1', cluster: 'c', zone: 'europe-west1-b' };

describe('sshError()', () => {
  test.each([
    [
      'an expired login',
      'ERROR: (gcloud.compute.ssh) There was a problem refreshing your current auth tokens: Reauthentication failed.',
      'gcloud is not logged in, or its login has expired: run "gcloud auth login".',
    ],
    [
      'no login',
      'ERROR: (gcloud.compute.ssh) You do not currently have an active account selected.\nPlease run:\n  $ gcloud auth login',
      'gcloud is not logged in, or its login has expired: run "gcloud auth login".',
    ],
    [
      'a missing role',
      "WARNING: \n\nERROR: (gcloud.compute.start-iap-tunnel) Error while connecting [4033: 'not authorized'].\nkex_exchange_identification: Connection closed by remote host",
      "You may not open a tunnel to c-m: Error while connecting [4033: 'not authorized']. Ask an administrator of project p for roles/iap.tunnelResourceAccessor",
    ],
    [
      'a closed port',
      "ERROR: (gcloud.compute.start-iap-tunnel) Error while connecting [4003: 'failed to connect to backend'].",
      "The tunnel cannot reach c-m: Error while connecting [4003: 'failed to connect to backend']. Check that the cluster is running",
    ],
    [
      'a missing machine',
      "ERROR: (gcloud.compute.ssh) Could not fetch resource:\n - The resource 'projects/p/zones/europe-west1-b/instances/c-m' was not found",
      'c-m does not exist in zone europe-west1-b of project p',
    ],
    ['another failure', 'ssh: something new\n', 'gcloud cannot open an SSH connection to c-m: ssh: something new.'],
  ])('explains %s', (_, stderr, sentence) => {
    expect(sshError(stderr, target).message).toContain(sentence);
  });
});
