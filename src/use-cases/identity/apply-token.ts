import { checkChange } from '../../checks/check-change.js';
import { readValue } from '../world/parse-object.js';
import { Refusal } from '../../base/refusal.js';
import type { StoredEditor } from '../../world/world-store.js';
import { user as userSchema } from '../../model/principals.js';
import type { User } from '../../model/principals.js';
import { mapClaims } from './map-claims.js';
import type { ClaimMapping, Claims } from './map-claims.js';

/** A verified token of a provider whose claims are applied to users. */
export interface AppliedToken {
  /** The user that the token names. */
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

/** The result of applying a token. */
export interface Applied {
  /** False if the user of the token does not exist or is inactive. If that changes, the token is evaluated again. */
  readonly settled: boolean;
  /** Claims that were not applied, for the operator. */
  readonly notes: readonly string[];
}

/**
 * Gives a user the groups and attributes of their token, inside a transaction, unless an equally new token was applied before.
 * @throws Refusal `unauthenticated` for claims that no user of a world can have
 */
export async function applyToken(editor: StoredEditor, token: AppliedToken): Promise<Applied> {
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

/** A token that was issued before its user was removed does not create the user again. */
async function isOlderThanRemoval(
  { directory }: StoredEditor,
  { user, issuedAt, clockSkew }: AppliedToken,
): Promise<boolean> {
  const removed = await directory.removedAt('user', user);
  return removed !== undefined && (issuedAt - clockSkew) * 1_000 <= removed.getTime();
}

async function knownGroups(editor: StoredEditor, { groups }: ClaimMapping): Promise<ReadonlySet<string>> {
  return new Set((await editor.directory.idsOf('group', Object.keys(groups))).keys());
}

async function checked(editor: StoredEditor, user: User): Promise<User> {
  const read = readValue(userSchema, user);
  const [fault] = 'faults' in read ? read.faults : await checkChange(editor, 'user', [read.value]);
  if (fault === undefined && 'value' in read) return read.value;
  const where = fault?.path.join('.') ?? '';
  throw new Refusal(
    'unauthenticated',
    `the bearer token's claims cannot be applied to user '${user.name}': ${where}: ${fault?.message ?? ''}`,
  );
}
