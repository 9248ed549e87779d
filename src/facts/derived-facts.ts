import type { AccessSource, ReaderFacts } from '../policy/facts.js';
import type { Derive } from '../world/derive.js';
import { accessSourceFor, readerFactsFor } from './facts-for.js';
import type { Asker } from './facts-for.js';

/** A unique key for something that is known about who asks. @param what a word that no other such thing has */
export const askerKey = (what: string, { userName, project }: Omit<Asker, 'at'>): string =>
  project === undefined ? `${what} ${userName}` : `${what}-in-project ${JSON.stringify([userName, project])}`;

/** What is known about the caller; remembered until something of it changes. */
export const readerIn = (derive: Derive, asker: Omit<Asker, 'at'>): ReaderFacts =>
  derive(askerKey('reader', asker), (look) => readerFactsFor(look, asker));

const ofAccess = 'access ';

/** Whether something with this key is known about a data source, whoever asks. @see accessSourceIn */
export const isOfDataSource = (key: string): boolean => key.startsWith(ofAccess);

/** What is known about access to a data source; remembered until something of it changes. */
export const accessSourceIn = (derive: Derive, dataSourceName: string): AccessSource =>
  derive(`${ofAccess}${dataSourceName}`, (look) => accessSourceFor(look, dataSourceName));
