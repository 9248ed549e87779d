import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';

import { Refusal } from '../base/refusal.js';
import { principalName } from '../model/names.js';
import type { TrustedIssuer } from './config.js';

/** The names that a world can give to a user or a project: no other could be any, nor be looked for in every store. */
const declarable = principalName('it').refine(
  (name) => !/\p{Cs}/u.test(name),
  'it must be well-formed Unicode',
);

const nameFrom = (payload: JWTPayload, claim: string): string => {
  const name = payload[claim];
  if (typeof name !== 'string' || name === '') {
    throw new Refusal('invalid', `the subject token has no user name in its claim '${claim}'`);
  }
  const checked = declarable.safeParse(name);
  if (checked.success) return checked.data;
  const why = checked.error.issues.map(({ message }) => message).join(', ');
  throw new Refusal('invalid', `the subject token's claim '${claim}' is no user name: ${why}`);
};

/** The project in which a person's client wants to work: `…;project=NAME` at the end of its source. */
function projectFrom({ source }: JWTPayload): string | undefined {
  const name = typeof source === 'string' ? /;project=([^;]*)$/u.exec(source)?.[1] : undefined;
  if (name === undefined) return undefined;
  const checked = declarable.safeParse(name);
  if (checked.success) return checked.data;
  const why = checked.error.issues.map(({ message }) => message).join(', ');
  throw new Refusal('invalid', `the source of the client names no project: ${why}`);
}

/**
 * Reads the person from the unsigned JWT that Trino makes for `iceberg.rest-catalog.session=USER`, and the project that their
 * client named for the session. It proves nothing by itself: the caller of this function has verified the client that
 * sent it, and whether a client may name a project, and this person work in it, is decided with every question.
 *
 * @throws Refusal `invalid` for what is not a JWT, names nobody, or names what no world can declare
 */
export function readTrinoSubject(token: string): { readonly user: string; readonly project?: string } {
  let payload: JWTPayload;
  try {
    payload = decodeJwt(token);
  } catch (error) {
    throw new Refusal('invalid', 'the subject token is not a JWT', undefined, { cause: error });
  }
  const project = projectFrom(payload);
  return { user: nameFrom(payload, 'user'), ...(project === undefined ? {} : { project }) };
}

/**
 * Verifies a token from outside against the configured issuers (OpenID Connect Core, section 3.1.3.7). A Trino user can
 * set one as an extra credential, so an unverified one could name anybody.
 *
 * @returns a function from token to user name, which throws Refusal `unauthenticated` for whatever it cannot verify
 */
export function createIssuerCheck(issuers: readonly TrustedIssuer[]): (token: string) => Promise<string> {
  const known = issuers.map((issuer) => ({ issuer, keys: createRemoteJWKSet(new URL(issuer.jwksUri)) }));
  return async (token) => {
    let claimed: string | undefined;
    try {
      claimed = decodeJwt(token).iss;
    } catch (error) {
      throw new Refusal('unauthenticated', 'the subject token is not a JWT', undefined, { cause: error });
    }
    const match = known.find(({ issuer }) => issuer.issuer === claimed);
    if (match === undefined) {
      throw new Refusal('unauthenticated', 'the subject token is not from an issuer that scrim trusts');
    }
    const { issuer, keys } = match;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: issuer.issuer,
        audience: issuer.audience,
        algorithms: [
          'RS256',
          'RS384',
          'RS512',
          'PS256',
          'PS384',
          'PS512',
          'ES256',
          'ES384',
          'ES512',
          'EdDSA',
        ],
        requiredClaims: ['exp'],
      });
      return nameFrom(payload, issuer.userClaim);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal(
        'unauthenticated',
        "the subject token's signature, audience or expiry is wrong",
        undefined,
        {
          cause: error,
        },
      );
    }
  };
}
