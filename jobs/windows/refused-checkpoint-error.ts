import { UserError } from '../../command-line/user-error.ts';

/** Thrown when a query cannot resume from its checkpoint. A new generation is the way forward, and the message says so. */
export class RefusedCheckpointError extends UserError {}
