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
const ofSchema = 'in schema ';

/** Whether something with this key is known about data sources, whoever asks. @see accessSourceIn, @see inSchema */
export const isOfDataSource = (key: string): boolean => key.startsWith(ofAccess) || key.startsWith(ofSchema);

/** What is known about access to a data source; remembered until something of it changes. */
export const accessSourceIn = (derive: Derive, dataSourceName: string): AccessSource =>
  derive(`${ofAccess}${dataSourceName}`, (look) => accessSourceFor(look, dataSourceName));

/** What is known about the data sources of a schema, whoever asks; remembered until something of it changes. */
export const inSchema = <T extends object>(derive: Derive, schema: string, compute: (look: Look) => T): T =>
  derive(`${ofSchema}${schema}`, compute);
