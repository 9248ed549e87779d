import { askerFactsFor } from '../facts/facts-for.js';
import type { Asker } from '../facts/facts-for.js';
import { visibleAccess } from '../facts/visible.js';
import type { Look } from '../world/world-cache.js';
import { formatDataSourceName } from '../model/names.js';
import type { AskerFacts } from '../policy/facts.js';
import { hashPrefix, projectDomain } from '../policy/masks/hash-mask.js';
import { bytesOf, longest, nameProblem } from './limits.js';

/** What a row of the profile is about. */
export type ProfileKind =
  'user' | 'group' | 'attribute' | 'purpose' | 'subscription' | 'project' | 'hashPrefix' | 'iam';

/** One fact about a person, as views read it. */
export interface ProfileRow {
  readonly kind: ProfileKind;
  readonly name: string;
  readonly value: string;
}

/** All that views may know of one person. */
export interface Profile {
  /** The user's name in scrim. */
  readonly user: string;
  /** The name by which Redshift knows them. */
  readonly username: string;
  /** Sorted, each once; none when there is a problem. */
  readonly rows: readonly ProfileRow[];
  /** Why the person has no rows, where these cannot be said in Redshift. */
  readonly problem?: string;
  /** ISO 8601. When the rows change by themselves, since an access or a block ends. */
  readonly until?: string;
}

/**
 * Says what views may know of a person. Whoever works in an equalized project has no subscription, and so sees nothing: their
 * rows would be those of what all members share, which a view that many people read cannot tell. What Redshift cannot hold
 * (a text too long, or one that ends in a blank, which it may take for another) leaves the person without any row, for a fact that
 * is missing may be one that closes.
 *
 * @returns undefined for a user that the world does not know
 */
export function profileOf(look: Look, asker: Asker): Profile | undefined {
  const facts = askerFactsFor(look, asker);
  const user = look({ entry: 'user', name: asker.userName });
  if (facts.self === undefined || user === undefined) return undefined;
  const accesses = facts.work.equalized === undefined ? visibleAccess(look, asker) : [];
  const ends = [
    ...accesses.map(({ access }) => access.until),
    ...facts.blocks.map(({ until }) => (until === undefined ? undefined : new Date(until))),
  ].flatMap((end) => (end !== undefined && end > asker.at ? [end.getTime()] : []));
  const rows = sorted([
    ...rowsOf(facts),
    ...accesses.map(({ dataSource }) => row('subscription', formatDataSourceName(dataSource))),
  ]);
  const username = user.names?.redshift ?? user.name;
  const problem = nameProblem(username, 'user') ?? rows.map(rowProblem).find((one) => one !== undefined);
  return {
    user: user.name,
    username,
    rows: problem === undefined ? rows : [],
    ...(problem === undefined ? {} : { problem }),
    ...(ends.length === 0 ? {} : { until: new Date(Math.min(...ends)).toISOString() }),
  };
}

const row = (kind: ProfileKind, name: string, value = ''): ProfileRow => ({ kind, name, value });

function rowsOf({ self, work }: AskerFacts): readonly ProfileRow[] {
  if (self === undefined) return [];
  const purposes = new Set(work.purposes.flatMap(withAllAbove));
  const { project } = work;
  return [
    row('user', '', self.name),
    ...(self.iam === undefined ? [] : [row('iam', '', self.iam)]),
    ...[...self.groups].map((group) => row('group', group, group)),
    ...[...self.attributes].flatMap(([name, values]) => values.map((value) => row('attribute', name, value))),
    ...[...purposes].map((purpose) => row('purpose', purpose, purpose)),
    ...(project === undefined ? [] : [row('project', project.name, project.name)]),
    ...(project?.maskedJoins === true
      ? [row('hashPrefix', '', hashPrefix(projectDomain(project.name)))]
      : []),
  ];
}

/** `a.b.c` with `a.b` and `a`: acting under a purpose satisfies those above it. */
const withAllAbove = (purpose: string): readonly string[] =>
  purpose.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.'));

/** The text by which rows are told apart and sorted. */
export const rowKey = ({ kind, name, value }: ProfileRow): string => JSON.stringify([kind, name, value]);

const sorted = (rows: readonly ProfileRow[]): readonly ProfileRow[] =>
  [...new Map(rows.map((one) => [rowKey(one), one]))]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, one]) => one);

function rowProblem({ kind, name, value }: ProfileRow): string | undefined {
  const which = `${kind}${name === '' || name === value ? '' : ` '${name}'`}`;
  for (const [text, limit] of [
    [name, longest.profileName],
    [value, longest.profileValue],
  ] as const) {
    if (bytesOf(text) > limit)
      return `${which} has a text of ${bytesOf(text)} bytes; the profile takes ${limit}`;
    if (text.includes('\0')) return `${which} has the character NUL, which Redshift has not`;
    // The value of hashPrefix is put before others, and never compared.
    if (kind !== 'hashPrefix' && /[ \t\r\n]$/.test(text)) {
      return `${which} ends in a blank, which Redshift may not tell from the same text without it`;
    }
  }
  return undefined;
}
