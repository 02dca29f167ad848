/** An error the user can do something about: its message is the whole story, one or two sentences without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
