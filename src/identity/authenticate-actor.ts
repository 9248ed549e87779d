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
  /** The claim that holds the name of the world's user. */
  readonly userClaim: string;
  /** The claim that holds the groups which the provider knows the person to be in. */
  readonly groupsClaim: string;
  /** Which of the provider's groups give which role. Everybody has the role `user`. */
  readonly roles: { readonly [R in Exclude<Role, 'user' | 'scim'>]?: readonly string[] | undefined };
}

/** A provider's token that has been verified. */
export interface BelievedToken<I extends ApiIssuer> {
  /** The world's user that it names. */
  readonly user: string;
  readonly payload: JWTPayload;
  readonly issuer: I;
}

/** What the API believes. */
export interface ApiIdentity<I extends ApiIssuer = ApiIssuer> {
  readonly keys: Pick<ApiKeyStore, 'find' | 'used'>;
  readonly issuers: readonly I[];
  readonly now: () => Date;
  /** Is told of each token before who shows it is believed; what it throws is answered instead. */
  readonly follow?: ((token: BelievedToken<I>) => Promise<void>) | undefined;
}

const what = 'bearer token';

const groupsIn = (payload: JWTPayload, claim: string): ReadonlySet<unknown> => {
  const groups = payload[claim];
  return new Set(Array.isArray(groups) ? groups : [groups]);
};

/**
 * Finds out who uses the API, from a header `Authorization: Bearer` with a key or a provider's token. No token of scrim's
 * catalog is believed here: those are for Trino.
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
    // To the API, a token that names nobody is a credential that cannot be believed, and no bad request.
    throw error instanceof Refusal ? new Refusal('unauthenticated', error.message) : error;
  }
}
