import { createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';

import { Refusal } from '../base/refusal.js';

/** What is needed to verify an OpenID provider's tokens. */
export interface Issuer {
  /** Exact value of the `iss` claim. */
  readonly issuer: string;
  /** Value that the `aud` claim must hold. */
  readonly audience: string;
  /** Where the provider's public keys are (RFC 7517). */
  readonly jwksUri: string;
  /** How far the provider's clock may be from ours, in seconds. */
  readonly clockSkew?: number | undefined;
}

/** Public-key signatures only: with a shared secret, whoever can verify could also sign. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/**
 * Verifies tokens against configured issuers (OpenID Connect Core, section 3.1.3.7): signature, issuer, audience, expiry.
 *
 * @param what what the token is called in messages, such as `subject token`
 * @returns a function from token to its payload and issuer, which throws Refusal `unauthenticated` for whatever is wrong, and
 *   `unavailable` where the provider's keys cannot be had
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
        : new Refusal('unavailable', `the keys of ${issuer.issuer} cannot be had now`, undefined, {
            cause: error,
          });
    }
  };
}

/** Whether what failed is the token; otherwise it is the way to the keys. */
const isOfToken = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  error.code !== errors.JOSEError.code &&
  !(error instanceof errors.JWKSTimeout) &&
  !(error instanceof errors.JWKSInvalid);
