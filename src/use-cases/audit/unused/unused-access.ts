import type { Window } from '../recording.js';

/** Access that was not used. */
export interface UnusedAccess {
  /** Who or what has it: a person, a group by its subscription, or a subscription policy. */
  readonly of: 'person' | 'group' | 'policy';
  readonly name: string;
  /** The data source that was not read; null for a policy over several ones. */
  readonly dataSource: string | null;
  readonly because: string;
  /** The command that ends it; null where none ends this alone. */
  readonly endedBy: string | null;
}

/** Where a page begins: after this entry. */
export interface UnusedPlace {
  readonly dataSource: string;
  readonly name: string;
  readonly last: string | null;
}

/** A page of unused access. */
export interface UnusedPage {
  readonly unused: readonly UnusedAccess[];
  readonly next?: UnusedPlace | undefined;
}

/** What is looked for. */
export interface UnusedSearch extends Window {
  readonly then: NonNullable<Window['then']>;
  /** Only these data sources; all if there is no list. */
  readonly dataSources: readonly string[] | undefined;
  readonly client: string;
  readonly after: UnusedPlace | undefined;
  readonly limit: number;
}

/** A word of a command, in quotes where a shell needs them. */
const word = (text: string): string =>
  /^[\w.@:/+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** The command that revokes a subscription. */
export const revoking = (dataSource: string, of: 'user' | 'group', name: string): string =>
  `scrim subscription revoke ${word(dataSource)} --${of} ${word(name)}`;
