import process from 'node:process';
import pg from 'pg';

import type { AccessSearch } from '../../src/audit/access-on-record.js';
import type { AuditStore } from '../../src/audit/audit-store.js';
import { openStore } from '../../src/store/open-store.js';
import { withFilledWorlds } from '../scale/filled-worlds.js';
import { sizeS, userName } from '../scale/world.js';

const year = 2025;
const months = 12;
const readsPerQuery = 2;
const batch = 100_000;
const users = 2_000;
const dataSources = 1_000;
const searches = 50;
const reportRuns = 5;
const pageSize = 100;
/** Milliseconds. */
const goal = 300;

/** Rows of what queries read. `SCRIM_BENCH_ROWS` takes another number. */
const rows = Number(process.env['SCRIM_BENCH_ROWS'] ?? 10_000_000);

/** How long searches and reports take among ten million records of what queries read. */
export const run = (): Promise<void> =>
  withFilledWorlds(async (fill) => {
    const location = await fill(sizeS);
    const store = await openStore(location);
    const begun = performance.now();
    const client = new pg.Client({ connectionString: location });
    await client.connect();
    try {
      await makeMonths(store.audit);
      await fillRecords(client);
      await client.query('vacuum analyze audit_query');
      await client.query('vacuum analyze audit_read');
      const { rows: sizes } = await client.query<{ readonly size: string }>(
        'select pg_size_pretty(pg_database_size(current_database())) as size',
      );
      process.stdout.write(
        `search among ${rows.toLocaleString('en')} reads of ${(rows / readsPerQuery).toLocaleString('en')} queries in ${months} months, ` +
          `${users} people, PostgreSQL, ${sizes[0]?.size ?? '?'} (made in ${((performance.now() - begun) / 1_000).toFixed(0)} s)\n`,
      );
      const month = (index: number) => ({
        since: new Date(Date.UTC(year, index % months, 1)),
        until: new Date(Date.UTC(year, (index % months) + 1, 1)),
      });
      const person = (index: number): string => userName((index * 37) % users);
      const source = (index: number): string => `s.d${(index * 13) % dataSources}`;
      const cases: readonly (readonly [
        string,
        (index: number) => Parameters<typeof store.audit.queries>[0],
      ])[] = [
        ['a person and a month', (index) => ({ user: person(index), ...month(index), limit: pageSize })],
        [
          '  and a data source',
          (index) => ({
            user: person(index),
            dataSources: [source(index)],
            ...month(index),
            limit: pageSize,
          }),
        ],
        [
          '  and a column in the clear',
          (index) => ({ user: person(index), column: 'c1', raw: true, ...month(index), limit: pageSize }),
        ],
        [
          '  and denied',
          (index) => ({ user: person(index), denied: true, ...month(index), limit: pageSize }),
        ],
        [
          'a data source and a month',
          (index) => ({ dataSources: [source(index)], ...month(index), limit: pageSize }),
        ],
        [
          'a policy and a month',
          (index) => ({ policy: `policy ${index}`, ...month(index), limit: pageSize }),
        ],
        ['the newest of all', () => ({ limit: pageSize })],
        ['with an alarm, the newest', () => ({ alarmed: true, limit: pageSize })],
      ];
      const accessOf = (of: Pick<AccessSearch, 'dataSource' | 'since' | 'until'>) =>
        store.audit.access({ having: [], limit: pageSize, ...of });
      process.stdout.write(
        `  ${'a page of 100 queries: ms'.padEnd(36)}      p50      p99   goal <= ${goal}\n`,
      );
      for (const [name, searchOf] of cases) {
        const times: number[] = [];
        let found = 0;
        for (let index = 0; index < searches; index += 1) {
          const began = performance.now();
          found += (await store.audit.queries(searchOf(index))).length;
          times.push(performance.now() - began);
        }
        tell(name, times, `${(found / searches).toFixed(1)} found`);
      }
      const wholeYear = { since: month(0).since, until: month(months - 1).until };
      const reports: readonly (readonly [string, (index: number) => Promise<unknown>])[] = [
        [
          'who read a data source in a month',
          (index) => accessOf({ dataSource: source(index), ...month(index) }),
        ],
        ['  in the year', (index) => accessOf({ dataSource: source(index), ...wholeYear })],
        ['what policies shaped in a month', (index) => store.audit.shaping(month(index))],
        ['  in the year', () => store.audit.shaping(wholeYear)],
      ];
      process.stdout.write('  reports: ms\n');
      for (const [name, report] of reports) {
        const times: number[] = [];
        for (let index = 0; index < reportRuns; index += 1) {
          const began = performance.now();
          await report(index);
          times.push(performance.now() - began);
        }
        tell(name, times);
      }
    } finally {
      await client.end();
      await store.close();
    }
  });

function tell(name: string, times: readonly number[], more = ''): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(0).padStart(8);
  process.stdout.write(`  ${name.padEnd(36)} ${at(0.5)} ${at(0.99)}   ${more}\n`);
}

/** Stores a query in each month, by which their partitions are made. */
async function makeMonths(audit: AuditStore): Promise<void> {
  await audit.putQueries(
    Array.from({ length: months }, (_, index) => ({
      ...{ cluster: 'main', queryId: `first of month ${index}`, at: new Date(Date.UTC(year, index, 1)) },
      ...{ endedAt: new Date(Date.UTC(year, index, 1)), user: 'nobody', originalUser: null, principal: null },
      ...{ client: {}, state: 'FINISHED', type: 'SELECT', sql: 'SELECT 1', rows: 1, bytes: 1 },
      ...{ writtenRows: null, writtenBytes: null, wallSeconds: 1, cpuSeconds: 1, errorName: null },
      ...{ errorMessage: null, denied: false, because: null, output: null, reads: [] },
    })),
  );
}

/** Adds the queries of a year, evenly over time, with what each read. */
async function fillRecords(client: pg.Client): Promise<void> {
  const queries = rows / readsPerQuery;
  const at = `timestamptz '${year}-01-01 00:00:00Z' + number * (interval '1 year' / ${queries})`;
  const person = `'user' || lpad((number * 7919 % ${users})::text, 6, '0')`;
  for (let from = 0; from < queries; from += batch) {
    const numbers = `generate_series(${from}::bigint, ${Math.min(from + batch, queries) - 1}) as number`;
    await client.query(`
      insert into audit_query (at, cluster, query_id, ended_at, user_name, client, state, type, sql, rows, bytes, wall_seconds,
        cpu_seconds, denied, because)
      select ${at}, 'main', 'query_' || number, ${at} + interval '3 seconds', ${person},
        '{"source": "example-client", "userAgent": "example/1", "address": "192.0.2.10"}', 'FINISHED', 'SELECT',
        'SELECT c1, c2, count(*) FROM scrim.s.d' || number % ${dataSources} || ' WHERE c3 > 10 GROUP BY 1, 2', 10, 1000, 2.5, 1.5,
        number % 100 = 0, case when number % 100 = 0 then 'no access' end
      from ${numbers}`);
    await client.query(`
      insert into audit_read (at, cluster, query_id, position, user_name, catalog_name, schema_name, table_name, via, data_source,
        authorization_name, shown, revision, purposes, policies, filters, columns, read_raw, read_masked, input_rows, input_bytes, alarm)
      select ${at}, 'main', 'query_' || number, position, ${person}, 'scrim', 's', 'd' || source, 'view', 's.d' || source,
        'scrim_owner', md5(source::text), 17, '[]', jsonb_build_array('policy ' || source % 200), '["region = ''EU''"]',
        '[{"name": "c1", "shown": "raw"}, {"name": "c2", "shown": "masked", "masks": ["hash"], "policies": ["p"]}, {"name": "c3", "shown": "raw"}]',
        array['c1', 'c3'], array['c2'], 1000, 100000, case when number % 100000 = 0 and position = 0 then 'past scrim' end
      from ${numbers}, generate_series(0, ${readsPerQuery - 1}) as position,
        lateral (select (number * 31 + position * 17) % ${dataSources} as source) as of_source`);
  }
}
