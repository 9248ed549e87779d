import { LRUCache } from 'lru-cache';

import type { Directory } from '../../world/directory.js';
import type { WorldCache } from '../../world/world-cache.js';
import type { WorldStore } from '../../world/world-store.js';
import { applyToken } from './apply-token.js';
import type { ClaimMapping, Claims } from './map-claims.js';

/** A verified token, with the configuration of its issuer. */
export interface VerifiedToken {
  readonly user: string;
  readonly payload: Claims;
  readonly issuer: {
    readonly issuer: string;
    readonly groupsClaim: string;
    readonly clockSkew?: number | undefined;
    readonly maps?: ClaimMapping | undefined;
  };
}

/** What applying tokens depends on. */
export interface FollowPorts {
  readonly store: Pick<WorldStore, 'change'>;
  readonly directory: Pick<Directory, 'tokenTime'>;
  readonly world: WorldCache;
  readonly now: () => Date;
  /** Reports claims that were not applied to the operator, once for each text. */
  readonly warn: (issuer: string, message: string) => void;
}

/** Maximum number of users whose last token is remembered. */
const maximumTokens = 50_000;
const maximumWarnings = 10_000;

/**
 * Sets a user's groups and attributes from the tokens that they present. Each token is applied once, in a transaction that has ended when
 * this returns, and only if no newer one was applied. A later change from elsewhere stays until the next token.
 *
 * @returns a function of a verified token, which throws Refusal `unauthenticated`, or `unavailable` if the store cannot be written
 */
export function followTokens({
  store,
  directory,
  world,
  now,
  warn,
}: FollowPorts): (token: VerifiedToken) => Promise<void> {
  const latest = new LRUCache<string, number>({ max: maximumTokens });
  const warned = new LRUCache<string, true>({ max: maximumWarnings });
  const warnOnce = (issuer: string, message: string): void => {
    const key = JSON.stringify([issuer, message]);
    if (warned.has(key)) return;
    warned.set(key, true);
    warn(issuer, message);
  };

  return async ({ user, payload, issuer: { issuer, groupsClaim, clockSkew = 0, maps } }) => {
    if (maps === undefined) return;
    const issuedAt = payload['iat'];
    if (typeof issuedAt !== 'number') {
      warnOnce(issuer, "its tokens have no issue time (claim 'iat'), so scrim does not apply their claims");
      return;
    }
    if (issuedAt > now().getTime() / 1_000 + clockSkew) {
      warnOnce(issuer, `a token of '${user}' was issued in the future, so scrim does not apply its claims`);
      return;
    }
    const key = JSON.stringify([issuer, user]);
    const settle = (time: number): void => {
      latest.set(key, Math.max(time, latest.get(key) ?? time));
    };
    if ((latest.get(key) ?? -Infinity) >= issuedAt) return;
    const known = await world.ask((look) => look({ entry: 'user', name: user }));
    if (known === undefined ? !maps.create : known.active === false) return;
    const applied = await directory.tokenTime(user, issuer);
    if (applied !== undefined && applied >= issuedAt) {
      settle(applied);
      return;
    }
    const token = { user, claims: payload, issuedAt, issuer, groupsClaim, mapping: maps, clockSkew };
    const { result } = await store.change(`oidc ${issuer}`, (editor) => applyToken(editor, token));
    if (result.settled) settle(issuedAt);
    for (const note of result.notes) warnOnce(issuer, note);
  };
}
