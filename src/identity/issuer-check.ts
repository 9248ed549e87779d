import { createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';

import { Refusal } from '../base/refusal.js';

/** The input to verify an OpenID provider's tokens. */
export interface Issuer {
  /** Exact value of the `iss` claim. */
  readonly issuer: string;
  /** The value that the `aud` claim must contain. */
  readonly audience: string;
  /** The address of the provider's public keys (RFC 7517). */
  readonly jwksUri: string;
  /** The maximum difference between the provider's clock and ours, in seconds. */
  readonly clockSkew?: number | undefined;
}

/** Public-key signatures only: with a shared secret, everybody who can verify could also sign. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/**
 * Verifies tokens against configured issuers (OpenID Connect Core, section 3.1.3.7): signature, issuer, audience, expiry.
 *
 * @param what the name of the token in messages, such as `subject token`
 * @returns a function from token to its payload and issuer, which throws Refusal `unauthenticated` for an invalid token, and
 *   `unavailable` if the provider's keys cannot be read
 */
export function createIssuerCheck<I extends Issuer>(
  issuers: readonly I[],
  what: string,
): (token: string) => Promise<{ readonly payload: JWTPayload; readonly issuer: I }> {
  const known = issuers.map((issuer) => ({ issuer, keys: createRemoteJWKSet(new URL(issuer.jwksUri)) }));
  return async (token) => {
    let claimed: string | undefined;
    try {
      claimed = decodeJwt(token).iss;
    } catch (error) {
      throw new Refusal('unauthenticated', `the ${what} is not a JWT`, undefined, { cause: error });
    }
    const match = known.find(({ issuer }) => issuer.issuer === claimed);
    if (match === undefined) {
      throw new Refusal('unauthenticated', `the ${what} is not from an issuer that scrim trusts`);
    }
    const { issuer, keys } = match;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: issuer.issuer,
        audience: issuer.audience,
        algorithms,
        clockTolerance: issuer.clockSkew ?? 0,
        requiredClaims: ['exp'],
      });
      return { payload, issuer };
    } catch (error) {
      throw isOfToken(error)
        ? new Refusal('unauthenticated', `the ${what}'s signature, audience or expiry is wrong`, undefined, {
            cause: error,
          })
        : new Refusal('unavailable', `the keys of ${issuer.issuer} cannot be read now`, undefined, {
            cause: error,
          });
    }
  };
}

/** Whether the token is wrong; otherwise the keys could not be read. */
const isOfToken = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  error.code !== errors.JOSEError.code &&
  !(error instanceof errors.JWKSTimeout) &&
  !(error instanceof errors.JWKSInvalid);
