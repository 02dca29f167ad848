/** An error that the user can fix. Its message, one or two sentences, is shown without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
