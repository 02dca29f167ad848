import { UserError } from '../../command-line/user-error.ts';

/** What a failed request was about. */
export interface RequestContext {
  readonly projectId: string;
  /** What the request was for, as the end of "to …", such as `create cluster c`. */
  readonly action: string;
  /** The role that allows it, such as `roles/dataproc.editor`. */
  readonly role: string;
  readonly region?: string;
}

/** The properties that errors of Google's clients have. gRPC has its own codes, and HTTP those of the protocol. */
interface ServiceError {
  readonly code?: number | string;
  readonly message: string;
}

const grpc = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** Whether the error means that the resource does not exist. */
export function isNotFound(error: unknown): boolean {
  const { code } = error as ServiceError;
  return code === grpc.notFound || code === 404;
}

/** Whether the error means that the resource exists already. */
export function isAlreadyExists(error: unknown): boolean {
  const { code } = error as ServiceError;
  return code === grpc.alreadyExists || code === 409;
}

/** Converts a failure of a Google Cloud request to a message for the user. Returns errors that are not about a request unchanged. */
export function googleError(error: unknown, context: RequestContext): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const sentence = explain(error, context);
  return sentence === undefined ? error : new UserError(sentence, { cause: error });
}

function explain(error: ServiceError, context: RequestContext): string | undefined {
  const { message } = error;
  const { projectId, action, role } = context;
  const { code } = error;
  if (/invalid_grant|invalid_rapt|reauth/i.test(message)) {
    return 'Your Google Cloud login has expired or was revoked. Run "gcloud auth application-default login".';
  }
  if (/Could not load the default credentials|does not have any valid credentials/i.test(message)) {
    return 'No Google Cloud credentials were found. Run "gcloud auth application-default login", or set GOOGLE_APPLICATION_CREDENTIALS to the key file of a service account.';
  }
  if (/SERVICE_DISABLED|has not been used in project|is disabled/.test(message)) {
    return `Project ${projectId} has not enabled an API that is needed to ${action}: ${reason(message)} Run "gcloud services enable dataproc.googleapis.com storage.googleapis.com compute.googleapis.com --project ${projectId}".`;
  }
  // Before the code, because the API reports a missing machine type or zone with several codes.
  if (/ZONE_RESOURCE_POOL_EXHAUSTED|does not have enough resources|STOCKOUT|resource pool exhausted/i.test(message)) {
    return `Region ${context.region ?? ''} has no capacity for these machines at the moment: ${reason(message)} Choose another --region or --zone, or another --machine-type.`;
  }
  if (code === grpc.unauthenticated || code === 401) {
    return `Google Cloud does not accept your credentials: ${reason(message)} Run "gcloud auth application-default login".`;
  }
  if (code === grpc.permissionDenied || code === 403) {
    return `You may not ${action} in project ${projectId}: ${reason(message)} Ask an administrator of the project for ${role}.`;
  }
  if (code === grpc.resourceExhausted || code === 429 || /quota/i.test(message)) {
    return `A quota of project ${projectId} does not allow to ${action}: ${reason(message)} Choose a smaller --machine-type or fewer --workers, or request more quota at ${quotaPage(projectId)}.`;
  }
  if (code === grpc.unavailable || code === grpc.deadlineExceeded || isNetworkError(code)) {
    return `Cannot reach Google Cloud to ${action}: ${reason(message)} Check the network and the --region.`;
  }
  if (code === grpc.notFound || code === 404) return `Cannot ${action}: ${reason(message)}`;
  if (typeof code === 'number' && code > 0) return `Google Cloud refuses to ${action}: ${reason(message)}`;
  return undefined;
}

function isNetworkError(code: number | string | undefined): boolean {
  return typeof code === 'string' && /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|EPIPE)/.test(code);
}

/** Returns the page of the console with the quotas of a project. */
function quotaPage(projectId: string): string {
  return `https://console.cloud.google.com/iam-admin/quotas?project=${projectId}`;
}

/** Returns the first line of a message as a sentence, without gRPC's prefix, such as `7 PERMISSION_DENIED: `. */
function reason(message: string): string {
  const [line = ''] = message.replace(/^\d+ [A-Z_]+: /, '').split('\n');
  const text = line.trim().replace(/[.\s]+$/, '');
  return text === '' ? 'no reason was given.' : `${text}.`;
}
