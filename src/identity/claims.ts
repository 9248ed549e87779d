import type { JWTPayload } from 'jose';

import { Refusal } from '../base/refusal.js';
import { principalName } from '../model/names.js';

/** The names that a world can give to a user or a project: no other could be any, nor be looked for in every store. */
export const declarable = principalName('it').refine(
  (name) => !/\p{Cs}/u.test(name),
  'it must be well-formed Unicode',
);

/**
 * The user name in a token's claim.
 * @param what what the token is called in messages
 * @throws Refusal `invalid` for a claim that is missing, or that no world can declare as a user
 */
export function nameFrom(payload: JWTPayload, claim: string, what: string): string {
  const name = payload[claim];
  if (typeof name !== 'string' || name === '') {
    throw new Refusal('invalid', `the ${what} has no user name in its claim '${claim}'`);
  }
  const checked = declarable.safeParse(name);
  if (checked.success) return checked.data;
  const why = checked.error.issues.map(({ message }) => message).join(', ');
  throw new Refusal('invalid', `the ${what}'s claim '${claim}' is no user name: ${why}`);
}
