import type { SubscriptionPolicy } from '../model/subscription-policy.js';
import type { AccessSource, ReaderFacts } from '../policy/facts.js';
import type { Derive } from '../world/derive.js';
import type { Look } from '../world/look.js';
import { accessSourceFor, readerFactsFor } from './facts-for.js';
import type { Asker } from './facts-for.js';

/** A unique key for something that is known about who asks. @param what a word that no other such thing has */
export const askerKey = (what: string, { userName, project }: Omit<Asker, 'at'>): string =>
  project === undefined ? `${what} ${userName}` : `${what}-in-project ${JSON.stringify([userName, project])}`;

/** What is known about the caller; remembered until something of it changes. */
export const readerIn = (derive: Derive, asker: Omit<Asker, 'at'>): ReaderFacts =>
  derive(askerKey('reader', asker), (look) => readerFactsFor(look, asker));

const ofAccess = 'access ';
const ofPolicies = 'opened by policies';

/** Whether something with this key is known about data sources, whoever asks. @see accessSourceIn, @see openedByPolicies */
export const isOfDataSource = (key: string): boolean => key.startsWith(ofAccess) || key === ofPolicies;

/** What is known about access to a data source; remembered until something of it changes. */
export const accessSourceIn = (derive: Derive, dataSourceName: string): AccessSource =>
  derive(`${ofAccess}${dataSourceName}`, (look) => accessSourceFor(look, dataSourceName));

/** Data sources in one schema, and the policies that may open them. */
export interface Opened {
  readonly schema: string;
  /** Sorted. */
  readonly names: readonly string[];
  readonly policies: readonly SubscriptionPolicy[];
}

/** What policies may open in each schema, whoever asks; remembered until something of it changes. */
export const openedByPolicies = (
  derive: Derive,
  compute: (look: Look) => ReadonlyMap<string, readonly Opened[]>,
): ReadonlyMap<string, readonly Opened[]> => derive(ofPolicies, compute);
