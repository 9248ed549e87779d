import type { JWTPayload } from 'jose';

import { Refusal } from '../base/refusal.js';
import { principalName } from '../model/names.js';

/** Valid names of users and projects. No world has other names, and some stores cannot search for them. */
export const declarable = principalName('it').refine(
  (name) => !/\p{Cs}/u.test(name),
  'it must be well-formed Unicode',
);

/**
 * The user name in a token's claim.
 * @param what the name of the token in messages
 * @throws Refusal `invalid` if the claim is missing or is not a valid user name
 */
export function nameFrom(payload: JWTPayload, claim: string, what: string): string {
  const name = payload[claim];
  if (typeof name !== 'string' || name === '') {
    throw new Refusal('invalid', `the ${what} has no user name in its claim '${claim}'`);
  }
  const checked = declarable.safeParse(name);
  if (checked.success) return checked.data;
  const why = checked.error.issues.map(({ message }) => message).join(', ');
  throw new Refusal('invalid', `the ${what}'s claim '${claim}' is not a user name: ${why}`);
}
