import { decodeJwt } from 'jose';
import type { JWTPayload } from 'jose';

import { Refusal } from '../base/refusal.js';
import { declarable, nameFrom } from './claims.js';
import type { TrustedIssuer } from './config.js';
import { createIssuerCheck } from './issuer-check.js';

const what = 'subject token';

/** The project that a person's client chooses: `…;project=NAME` at the end of its source. */
function projectFrom({ source }: JWTPayload): string | undefined {
  const name = typeof source === 'string' ? /;project=([^;]*)$/u.exec(source)?.[1] : undefined;
  if (name === undefined) return undefined;
  const checked = declarable.safeParse(name);
  if (checked.success) return checked.data;
  const why = checked.error.issues.map(({ message }) => message).join(', ');
  throw new Refusal('invalid', `the project in the client's source is not valid: ${why}`);
}

/**
 * Reads the person from the unsigned JWT that Trino creates for `iceberg.rest-catalog.session=USER`, and the project that their
 * client chose for the session. The JWT proves nothing by itself: the caller of this function has verified the client that
 * sent it. Each decision checks whether a client may choose a project, and whether this person may work in it.
 *
 * @throws Refusal `invalid` if it is not a JWT, has no user name, or has an invalid name
 */
export function readTrinoSubject(token: string): { readonly user: string; readonly project?: string } {
  let payload: JWTPayload;
  try {
    payload = decodeJwt(token);
  } catch (error) {
    throw new Refusal('invalid', 'the subject token is not a JWT', undefined, { cause: error });
  }
  const project = projectFrom(payload);
  return { user: nameFrom(payload, 'user', what), ...(project === undefined ? {} : { project }) };
}

/**
 * Verifies an external token against the configured issuers. A Trino user can set one as an extra credential, so an
 * unverified one could name anybody.
 *
 * @returns a function from token to user name
 * @see createIssuerCheck
 */
export function createSubjectCheck(issuers: readonly TrustedIssuer[]): (token: string) => Promise<string> {
  const check = createIssuerCheck(issuers, what);
  return async (token) => {
    const { payload, issuer } = await check(token);
    return nameFrom(payload, issuer.userClaim, what);
  };
}
