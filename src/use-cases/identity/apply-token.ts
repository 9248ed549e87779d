import { checkChange } from '../../checks/check-change.js';
import { readValue } from '../world/parse-object.js';
import { Refusal } from '../../base/refusal.js';
import type { Editor } from '../../world/world-store.js';
import { user as userSchema } from '../../model/principals.js';
import type { User } from '../../model/principals.js';
import { mapClaims } from './map-claims.js';
import type { ClaimMapping, Claims } from './map-claims.js';

/** A verified token of a provider whose claims are taken over. */
export interface AppliedToken {
  /** The user that it names. */
  readonly user: string;
  readonly claims: Claims;
  /** When it was issued: its claim `iat`, in seconds since 1970. */
  readonly issuedAt: number;
  readonly issuer: string;
  readonly groupsClaim: string;
  readonly mapping: ClaimMapping;
  /** How far the provider's clock may be from ours, in seconds. */
  readonly clockSkew: number;
}

/** What came of a token. */
export interface Applied {
  /** False for a token whose user is not there, or inactive: should that change, it is looked at again. */
  readonly settled: boolean;
  /** What was not followed, for the operator. */
  readonly notes: readonly string[];
}

/**
 * Gives a user the groups and attributes that their token says, inside a transaction, unless a token as new was applied before.
 * @throws Refusal `unauthenticated` for claims that no user of a world can have
 */
export async function applyToken(editor: Editor, token: AppliedToken): Promise<Applied> {
  const { user: name, issuer, issuedAt } = token;
  const applied = await editor.directory.tokenTime(name, issuer);
  if (applied !== undefined && applied >= issuedAt) return { settled: true, notes: [] };
  const before = await editor.get('user', name);
  if (before?.active === false) return { settled: false, notes: [] };
  if (before === undefined) {
    if (!token.mapping.create) return { settled: false, notes: [] };
    if (await isOlderThanRemoval(editor, token)) return { settled: true, notes: [] };
  }
  const { user, notes } = mapClaims(before ?? { name, groups: [], attributes: {} }, {
    claims: token.claims,
    groupsClaim: token.groupsClaim,
    mapping: token.mapping,
    groups: await knownGroups(editor, token.mapping),
  });
  if (user !== before) await editor.put('user', [await checked(editor, user)]);
  await editor.directory.keepTokenTime(name, issuer, issuedAt);
  return { settled: true, notes };
}

/** Whoever was removed is not brought back by a token from before that. */
async function isOlderThanRemoval(
  { directory }: Editor,
  { user, issuedAt, clockSkew }: AppliedToken,
): Promise<boolean> {
  const removed = await directory.removedAt('user', user);
  return removed !== undefined && (issuedAt - clockSkew) * 1_000 <= removed.getTime();
}

async function knownGroups(editor: Editor, { groups }: ClaimMapping): Promise<ReadonlySet<string>> {
  return new Set((await editor.directory.idsOf('group', Object.keys(groups))).keys());
}

async function checked(editor: Editor, user: User): Promise<User> {
  const read = readValue(userSchema, user);
  const [fault] = 'faults' in read ? read.faults : await checkChange(editor, 'user', [read.value]);
  if (fault === undefined && 'value' in read) return read.value;
  const where = fault?.path.join('.') ?? '';
  throw new Refusal(
    'unauthenticated',
    `the bearer token's claims cannot become those of user '${user.name}': ${where}: ${fault?.message ?? ''}`,
  );
}
