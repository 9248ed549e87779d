import { Refusal } from '../base/refusal.js';

/** How much one push may have to do, by default: more would not fit into memory, or take hours. */
export const defaultLimits = { profileRows: 5_000_000, grants: 5_000_000 } as const;

/** @see defaultLimits */
export interface PushLimits {
  /** Rows in the profiles of all people. */
  readonly profileRows: number;
  /** Grants of views to single users and groups. */
  readonly grants: number;
}

/** @throws Refusal `invalid` if the profiles of all people have too many rows */
export function requireRows(rows: number, { profileRows }: Pick<PushLimits, 'profileRows'>): void {
  if (rows <= profileRows) return;
  throw new Refusal(
    'invalid',
    `the profiles of all people have more than ${inFigures(profileRows)} rows, one for each person and data source that the person may read: that is more than limits.profileRows allows in the configuration of the cluster. Raise it together with the memory of scrim, or keep fewer people or data sources on this cluster`,
  );
}

/** @throws Refusal `invalid` if views would be granted too often */
export function requireGrants(
  { views, grantees }: { readonly views: number; readonly grantees: number },
  { grants }: Pick<PushLimits, 'grants'>,
): void {
  if (views * grantees <= grants) return;
  throw new Refusal(
    'invalid',
    `${inFigures(views)} views for ${inFigures(grantees)} readers each are ${inFigures(views * grantees)} grants, and limits.grants allows ${inFigures(grants)} in the configuration of the cluster: name a group of all readers in readers.groups and set readers.users: false, or raise the limit`,
  );
}

const inFigures = (count: number): string => count.toLocaleString('en');

/** Redshift's limits in bytes of UTF-8. The limit of names is in "Names and identifiers" of its Database Developer Guide. */
export const longest = { identifier: 127, profileName: 1024, profileValue: 4096 } as const;

/** Bytes of a text in UTF-8. Redshift counts bytes. */
export const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Why a name is not valid in Redshift; undefined if it is. */
export function nameProblem(name: string, what: string): string | undefined {
  if (name === '') return `${what} has no characters`;
  if (bytesOf(name) > longest.identifier) {
    return `${what} '${name}' has ${bytesOf(name)} bytes; Redshift takes ${longest.identifier}`;
  }
  if (/\p{Cc}/u.test(name)) return `${what} ${JSON.stringify(name)} has a control character`;
  if (name.startsWith('#'))
    return `${what} '${name}' begins with '#', and Redshift would treat it as temporary`;
  return undefined;
}
