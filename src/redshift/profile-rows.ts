import { readerFactsFor } from '../facts/facts-for.js';
import type { Asker } from '../facts/facts-for.js';
import { visibleAccess } from '../facts/visible.js';
import type { Derive } from '../world/derive.js';
import type { Look } from '../world/look.js';
import type { DataSource } from '../model/data-source.js';
import { formatDataSourceName, withParents } from '../model/names.js';
import type { ReaderFacts } from '../policy/facts.js';
import { hashPrefix, projectDomain } from '../policy/masks/hash-mask.js';
import { bytesOf, longest, nameProblem } from './limits.js';

/** The kind of a row in the profile. */
export type ProfileKind =
  'user' | 'group' | 'attribute' | 'purpose' | 'subscription' | 'project' | 'hashPrefix' | 'iam';

/** One fact about a person in the form that views read. */
export interface ProfileRow {
  readonly kind: ProfileKind;
  readonly name: string;
  readonly value: string;
}

/** Everything that views know about one person. */
export interface Profile {
  /** The user's name in scrim. */
  readonly user: string;
  /** The user's name in Redshift. */
  readonly username: string;
  /** Sorted and without duplicates; none if there is a problem. */
  readonly rows: readonly ProfileRow[];
  /** Why the person has no rows, if Redshift cannot store them. */
  readonly problem?: string;
  /** When the rows change by themselves because an access or a block ends (ISO 8601). */
  readonly until?: string;
}

/**
 * Computes the profile of a person. A person who works in an equalized project has no subscription and sees nothing: their
 * rows depend on what all members share, and one view for many people cannot compute that. If Redshift cannot store a fact
 * (a text that is too long, or that ends in a blank), the person has no rows at all, because a missing
 * fact may be one that closes.
 *
 * @param derive remembers what is known about the person and about each data source
 * @returns undefined for a user who does not exist
 */
export function profileOf(look: Look, asker: Asker, derive?: Derive): Profile | undefined {
  const facts = readerFactsFor(look, asker);
  const user = look({ entry: 'user', name: asker.userName });
  if (facts.self === undefined || user === undefined) return undefined;
  const accesses = facts.work.equalized === undefined ? visibleAccess(look, asker, undefined, derive) : [];
  const ends = [
    ...accesses.map(({ access }) => access.until),
    ...facts.blocks.map(({ until }) => (until === undefined ? undefined : new Date(until))),
  ].flatMap((end) => (end !== undefined && end > asker.at ? [end.getTime()] : []));
  const rows = sorted([...rowsOf(facts), ...accesses.map(({ dataSource }) => subscriptionTo(dataSource))]);
  const username = user.names?.redshift ?? user.name;
  const problem = nameProblem(username, 'user') ?? rows.map(rowProblem).find((one) => one !== undefined);
  return {
    user: user.name,
    username,
    rows: problem === undefined ? rows : [],
    ...(problem === undefined ? {} : { problem }),
    ...(ends.length === 0 ? {} : { until: new Date(ends.reduce((a, b) => Math.min(a, b))).toISOString() }),
  };
}

const row = (kind: ProfileKind, name: string, value = ''): ProfileRow => ({ kind, name, value });

/** The row of everybody who may read a data source: the same object, because there may be millions of these rows. */
const subscriptions = new WeakMap<DataSource, ProfileRow>();

function subscriptionTo(dataSource: DataSource): ProfileRow {
  const one = subscriptions.get(dataSource) ?? row('subscription', formatDataSourceName(dataSource));
  subscriptions.set(dataSource, one);
  return one;
}

function rowsOf({ self, work }: ReaderFacts): readonly ProfileRow[] {
  if (self === undefined) return [];
  const purposes = new Set(work.purposes.flatMap(withParents));
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

/** A unique text for a row, which also sorts rows. */
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
    if (text.includes('\0')) return `${which} has the character NUL, which Redshift does not support`;
    // The value of hashPrefix is only put before other values and never compared.
    if (kind !== 'hashPrefix' && /[ \t\r\n]$/.test(text)) {
      return `${which} ends in a blank; Redshift may treat it as equal to the text without it`;
    }
  }
  return undefined;
}
