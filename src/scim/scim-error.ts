import { Refusal } from '../base/refusal.js';

/** The kind of error of a 400 or 409 (RFC 7644, section 3.12, table 9). */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue';

const kinds = { 400: 'invalid', 404: 'not-visible', 409: 'conflict', 412: 'conflict' } as const;

/** An error of a SCIM request. The message is for the caller and names the attribute. */
export class ScimError extends Refusal {
  constructor(
    readonly status: keyof typeof kinds,
    readonly scimType: ScimType | undefined,
    message: string,
  ) {
    super(kinds[status], message);
  }
}

/** @see ScimError */
export const badRequest = (scimType: ScimType, message: string): ScimError =>
  new ScimError(400, scimType, message);
