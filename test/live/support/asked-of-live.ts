import { appendFileSync, existsSync, readFileSync } from 'node:fs';

import { live } from './live.js';

const file = (): string => `${live().store}.asked`;

/** Notes a query that the live Trino was asked. */
export const noteAsked = (queryId: string): void => {
  appendFileSync(file(), `${queryId}\n`);
};

/** The queries that all test files of the run have asked the live Trino so far. */
export const askedOfLive = (): readonly string[] =>
  existsSync(file()) ? readFileSync(file(), 'utf8').trim().split('\n') : [];
