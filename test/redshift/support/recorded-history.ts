import { readFile } from 'node:fs/promises';

import type { StandIn } from './stand-in.js';

/** A query as a history has it. */
export interface RecordedQuery {
  readonly id: number;
  readonly user: string;
  readonly text: string;
  /** `SCHEMA.TABLE`, or a number and a name that the cluster does not know. */
  readonly scans?: readonly string[];
  readonly status?: 'success' | 'failed' | 'canceled' | 'running';
  readonly error?: string;
  readonly type?: string;
  readonly session?: number;
  readonly database?: string;
  readonly start?: Date;
  /** Now by default. */
  readonly end?: Date;
  readonly isCached?: boolean;
}

/** Adds the views of a history, which shows scrim's account everything. */
export async function addHistory(cluster: StandIn): Promise<void> {
  await cluster.administer(await readFile(new URL('history.sql', import.meta.url), 'utf8'));
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const time = (moment: Date): string => quoted(moment.toISOString().replace('Z', ''));

/** The parts of a text as a history keeps it. */
const pieces = (text: string, size: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );

const userOf = (name: string): string =>
  `(SELECT usesysid::integer FROM pg_user WHERE usename = ${quoted(name)})`;
const tableOf = (scan: string): string =>
  scan.includes('.') ? `${quoted(scan)}::regclass::oid::integer` : '4242';
const nameOf = (scan: string): string => quoted(scan.split('.').at(-1) ?? '');

/** Puts queries into the SYS views. */
export async function ran(cluster: StandIn, ...queries: readonly RecordedQuery[]): Promise<void> {
  const own = new URL(cluster.url).pathname.slice(1);
  for (const query of queries) {
    const { id, text, scans = [], status = 'success', error = '', type = 'SELECT', session = 1 } = query;
    const { database = own, end = new Date(), start = end, isCached = false } = query;
    const user = userOf(query.user);
    await cluster.administer(
      [
        ...pieces(text, 4_000).map(
          (piece, index) => `INSERT INTO all_texts VALUES (${user}, ${id}, ${index}, ${quoted(piece)})`,
        ),
        // Each slice has a row of its own, and each segment one without a step.
        ...scans.flatMap((scan) => [
          `INSERT INTO all_details VALUES (${user}, ${id}, 'scan', ${tableOf(scan)}, ${nameOf(scan)}, 2, 16)`,
          `INSERT INTO all_details VALUES (${user}, ${id}, 'scan', ${tableOf(scan)}, ${nameOf(scan)}, 1, 8)`,
          `INSERT INTO all_details VALUES (${user}, ${id}, '', NULL, NULL, 3, 24)`,
        ]),
        `INSERT INTO all_queries VALUES (${user}, ${id}, ${session}, ${quoted(database)}, ${quoted(type)}, ${quoted(status)}, ${isCached},
          ${time(start)}, ${status === 'running' ? 'NULL' : time(end)}, 1500000, ${quoted(error)}, 3, 24, ${quoted(text.slice(0, 4_000))})`,
      ].join(';'),
    );
  }
}

/** Puts queries into the STL views. */
export async function ranByStl(cluster: StandIn, ...queries: readonly RecordedQuery[]): Promise<void> {
  const own = new URL(cluster.url).pathname.slice(1);
  for (const {
    id,
    user: name,
    text,
    scans = [],
    status = 'success',
    session = 1,
    end = new Date(),
  } of queries) {
    const user = userOf(name);
    await cluster.administer(
      [
        ...pieces(text, 200).map(
          (piece, index) => `INSERT INTO stl_querytext VALUES (${user}, ${id}, ${index}, ${quoted(piece)})`,
        ),
        ...scans.flatMap((scan) => [
          `INSERT INTO stl_scan VALUES (${user}, ${id}, 0, 2, ${tableOf(scan)}, ${nameOf(scan)}, 3, 24)`,
          `INSERT INTO stl_scan VALUES (${user}, ${id}, 1, 2, ${tableOf(scan)}, ${nameOf(scan)}, 0, 0)`,
          `INSERT INTO stl_scan VALUES (${user}, ${id}, 0, 21, 7, 'Internal Worktable', 9, 9)`,
        ]),
        `INSERT INTO stl_query VALUES (${user}, ${id}, ${session}, ${quoted(own)}, ${quoted(text.slice(0, 4_000))}, ${time(end)}, ${time(end)},
          ${status === 'success' ? 0 : 1})`,
      ].join(';'),
    );
  }
}
