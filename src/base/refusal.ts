/**
 * The kinds of refusals. Every protocol maps each kind to its own status in one place
 * (`http/<protocol>/error-response.ts`); the compiler checks that none is forgotten.
 *
 * - `unauthenticated`: no credential, or an invalid one
 * - `forbidden`: an authenticated caller requests something that this credential does not permit
 * - `not-visible`: the object does not exist, or the caller may not know of it; callers cannot distinguish the two
 * - `invalid`: the request itself is wrong
 * - `unsupported`: a call of the protocol that scrim does not serve
 * - `conflict`: the change does not fit what is stored
 * - `unavailable`: something that the answer needs cannot be reached
 */
export type RefusalKind =
  'unauthenticated' | 'forbidden' | 'not-visible' | 'invalid' | 'unsupported' | 'conflict' | 'unavailable';

/** An error with a message for the caller. `detail` is only for the operator's log. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly kind: RefusalKind,
    message: string,
    readonly detail?: string,
    options?: ErrorOptions,
  ) {
    // A refusal is an answer. Nobody reads where it was made, and the stack would cost as much as the decision.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options);
    Error.stackTraceLimit = stackTraceLimit;
  }
}
