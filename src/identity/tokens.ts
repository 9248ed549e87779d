import { LRUCache } from 'lru-cache';
import { SignJWT, errors, jwtVerify } from 'jose';

import { Refusal } from '../base/refusal.js';
import type { IdentityConfig } from './config.js';

/** The contents of scrim's token: the client that got it and, for a session, the person for whom the client vouched. */
export interface TokenContent {
  readonly client: string;
  readonly user?: string;
  /** The project that the person's client chose for the session. */
  readonly project?: string;
}

/** Issues and verifies scrim's own bearer tokens: signed, stateless, the same on every replica. */
export interface Tokens {
  /** @returns a compact JWS (RFC 7515), HS256 */
  issue(content: TokenContent): Promise<string>;
  /**
   * @throws Refusal `unauthenticated` for a token that is malformed, unsigned, signed with another key, expired, or of a client
   *   that is no longer configured
   */
  verify(token: string, options?: { readonly allowExpired?: boolean }): Promise<TokenContent>;
}

const issuer = 'scrim';
const audience = 'scrim';
/** Maximum number of verified tokens in memory. Before the expiry, checking the signature again gives the same result. */
const remembered = 10_000;

const optionalText = (claim: unknown): claim is string | undefined =>
  claim === undefined || typeof claim === 'string';

/** The content without undefined keys. */
const contentOf = (client: string, user: string | undefined, project: string | undefined): TokenContent => ({
  client,
  ...(user === undefined ? {} : { user }),
  ...(project === undefined ? {} : { project }),
});

const reasonOf = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return 'the bearer token has expired: request a new one';
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return 'the bearer token was not signed by this scrim';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'the bearer token is not signed with HS256';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `the bearer token's claim '${error.claim}' is wrong`;
  return 'the bearer token is not a signed JWT';
};

/** @see Tokens */
export function createTokens(
  { clients, signingKey, tokenLifetime, tokenGrace }: IdentityConfig,
  now: () => Date,
): Tokens {
  const known = new Set(clients.map(({ id }) => id));
  const verified = new LRUCache<string, { readonly content: TokenContent; readonly expires: number }>({
    max: remembered,
  });

  const check = async (token: string, clockTolerance: number) => {
    const { payload } = await jwtVerify(token, signingKey, {
      algorithms: ['HS256'],
      issuer,
      audience,
      currentDate: now(),
      clockTolerance,
      requiredClaims: ['exp', 'client'],
    });
    const { client, user, project, exp } = payload;
    if (typeof client !== 'string' || !optionalText(user) || !optionalText(project) || exp === undefined) {
      throw new errors.JWTInvalid('its claims do not have the form that scrim writes');
    }
    if (!known.has(client)) {
      throw new Refusal(
        'unauthenticated',
        'the bearer token belongs to a client that is no longer configured',
      );
    }
    return {
      content: contentOf(client, user, project),
      expires: (exp + tokenGrace) * 1000,
    };
  };

  return {
    issue: ({ client, user, project }) =>
      new SignJWT({ ...contentOf(client, user, project) })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(now())
        .setExpirationTime(new Date(now().getTime() + tokenLifetime * 1000))
        .sign(signingKey),

    async verify(token, { allowExpired = false } = {}) {
      const before = verified.get(token);
      if (before !== undefined && (allowExpired || before.expires > now().getTime())) return before.content;
      try {
        const fresh = await check(token, allowExpired ? Number.MAX_SAFE_INTEGER / 2000 : tokenGrace);
        verified.set(token, fresh);
        return fresh.content;
      } catch (error) {
        if (error instanceof Refusal) throw error;
        throw new Refusal('unauthenticated', reasonOf(error), undefined, { cause: error });
      }
    },
  };
}
