import type { JWTPayload } from 'jose';

import { Refusal } from '../base/refusal.js';
import { believeActor } from './actor.js';
import type { Role } from '../model/rights.js';
import type { Actor } from './actor.js';
import { checkApiKey, isApiKey } from './api-key.js';
import type { ApiKeyStore } from './api-key.js';
import { bearerOf } from './authenticate.js';
import { nameFrom } from './claims.js';
import { createIssuerCheck } from './issuer-check.js';
import type { Issuer } from './issuer-check.js';

/** An OpenID provider whose access or ID tokens let people use the API. */
export interface ApiIssuer extends Issuer {
  /** The claim with the name of the world's user. */
  readonly userClaim: string;
  /** The claim with the person's groups at the provider. */
  readonly groupsClaim: string;
  /** The groups of the provider that give each role. Everybody has the role `user`. */
  readonly roles: { readonly [R in Exclude<Role, 'user' | 'scim'>]?: readonly string[] | undefined };
}

/** A verified token of a provider. */
export interface BelievedToken<I extends ApiIssuer> {
  /** The world's user that it names. */
  readonly user: string;
  readonly payload: JWTPayload;
  readonly issuer: I;
}

/** The credentials that the API accepts. */
export interface ApiIdentity<I extends ApiIssuer = ApiIssuer> {
  readonly keys: Pick<ApiKeyStore, 'find' | 'used'>;
  readonly issuers: readonly I[];
  readonly now: () => Date;
  /** Called with each verified token before its bearer is accepted. An error that it throws becomes the answer. */
  readonly follow?: ((token: BelievedToken<I>) => Promise<void>) | undefined;
}

const what = 'bearer token';

const groupsIn = (payload: JWTPayload, claim: string): ReadonlySet<unknown> => {
  const groups = payload[claim];
  return new Set(Array.isArray(groups) ? groups : [groups]);
};

/**
 * Authenticates a user of the API by a header `Authorization: Bearer` with a key or a provider's token. Tokens of scrim's
 * catalog are refused here: those are for Trino.
 *
 * @returns a function from the header to the actor, which throws Refusal `unauthenticated`, or `unavailable`
 */
export function createActorCheck<I extends ApiIssuer>({
  keys,
  issuers,
  now,
  follow,
}: ApiIdentity<I>): (authorization: string | undefined) => Promise<Actor> {
  const checkToken = createIssuerCheck(issuers, what);
  return async (authorization) => {
    const bearer = bearerOf(authorization);
    if (isApiKey(bearer)) return checkApiKey(keys, bearer, now());
    const { payload, issuer } = await checkToken(bearer);
    const groups = groupsIn(payload, issuer.groupsClaim);
    const given = (['admin', 'governor', 'owner'] as const).filter((role) =>
      (issuer.roles[role] ?? []).some((group) => groups.has(group)),
    );
    const user = named(payload, issuer);
    await follow?.({ user, payload, issuer });
    return believeActor(user, [...given, 'user'], user);
  };
}

function named(payload: JWTPayload, { userClaim }: ApiIssuer): string {
  try {
    return nameFrom(payload, userClaim, what);
  } catch (error) {
    // For the API, a token without a user is an invalid credential, and not an invalid request.
    throw error instanceof Refusal ? new Refusal('unauthenticated', error.message) : error;
  }
}
