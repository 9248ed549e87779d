/**
 * Why scrim did not do what it was asked. Every protocol maps each kind to its own status in one place
 * (`http/<protocol>/error-response.ts`); the compiler checks that none is forgotten.
 *
 * - `unauthenticated`: no credential, or one that cannot be believed
 * - `forbidden`: a believed caller asks for what nobody with this credential may do
 * - `not-visible`: the object is missing, or is not the caller's: the two are never told apart outside
 * - `invalid`: the request itself is wrong
 * - `unsupported`: a call of the protocol that scrim does not serve
 * - `conflict`: the change does not fit what is stored
 * - `unavailable`: something that the answer needs cannot be reached
 */
export type RefusalKind =
  'unauthenticated' | 'forbidden' | 'not-visible' | 'invalid' | 'unsupported' | 'conflict' | 'unavailable';

/** An error that its reader can act on. `message` is shown to the caller; `detail` is for the operator's log only. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly kind: RefusalKind,
    message: string,
    readonly detail?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
