import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';

import { formatDataSourceName } from '../../src/model/names.js';
import type { WorldFile } from '../../src/model/world.js';
import { decide } from '../../src/policy/decide.js';
import { profileOf } from '../../src/redshift/profile-rows.js';
import { compileRedshiftView } from '../../src/platforms/redshift/compile-view.js';
import type { RedshiftView } from '../../src/platforms/redshift/compile-view.js';
import { worlds } from '../oracle/arbitrary-world.js';
import { sha256 } from '../oracle/cells.js';
import { compareSights } from '../oracle/compare.js';
import { rawTables } from '../oracle/raw-tables.js';
import { readDraft } from '../oracle/read-draft.js';
import { see } from '../oracle/see.js';
import type { Known } from '../oracle/see.js';
import { startPostgres } from '../store/support/postgres-server.js';
import type { PostgresServer } from '../store/support/postgres-server.js';
import { often } from '../support/runs.js';
import { factsIn, lookIn } from '../unit/policy/facts-of.js';
import { functionsOfViews, onPostgres } from './support/on-postgres.js';
import { oracleTables, readSpelled } from './support/oracle-tables.js';
import { onRedshift, sayable } from './support/redshift-world.js';

const worldCount = Number(process.env['SCRIM_SAME_DECISION_WORLDS'] ?? often(120, 250));
const seed = Number(process.env['SCRIM_SAME_DECISION_SEED'] ?? 8192);

const now = new Date();
const tables = rawTables(now);
const hashKey = sha256('oracle');
const prefix = 'w';
const users = ['wu1', 'wu2', 'wu3'];

describe('a view that everybody reads', () => {
  let server: PostgresServer;
  let client: pg.Client;

  beforeAll(async () => {
    server = await startPostgres({
      fsync: 'off',
      standard_conforming_strings: 'on',
      escape_string_warning: 'off',
    });
    client = new pg.Client({ connectionString: server.url });
    await client.connect();
    for (const text of [
      `CREATE FUNCTION sha2(text, integer) RETURNS text IMMUTABLE LANGUAGE sql AS
         $$ SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex') $$`,
      "CREATE FUNCTION getdate() RETURNS timestamp STABLE LANGUAGE sql AS 'SELECT LOCALTIMESTAMP'",
      ...functionsOfViews,
      ...oracleTables(tables),
      'CREATE SCHEMA scrim',
      'CREATE TABLE scrim.hash_key AS ' + `SELECT '${hashKey}'::text AS key`,
      'CREATE TABLE scrim.profile (username varchar, kind varchar, name varchar, value varchar)',
      'CREATE VIEW scrim.user_profile AS SELECT kind, name, value FROM scrim.profile WHERE username = CURRENT_USER',
      'GRANT USAGE ON SCHEMA scrim TO PUBLIC',
      'GRANT SELECT ON scrim.user_profile TO PUBLIC',
      ...users.map((user) => `CREATE ROLE ${user}`),
      // A literal that held a backslash would end elsewhere, as it does in Redshift.
      'SET standard_conforming_strings = off',
      // No reader's session changes what is decided.
      "SET TIME ZONE 'America/New_York'",
    ]) {
      await client.query(text);
    }
  });
  afterAll(async () => {
    await client.end();
    await server.dispose();
  });

  const compile = (world: WorldFile): ReadonlyMap<string, RedshiftView> =>
    new Map(
      (world.dataSources ?? []).map((dataSource) => {
        const name = formatDataSourceName(dataSource);
        const facts = factsIn(world, { userName: '', dataSourceName: name, at: now });
        const decision = decide({ ...facts, reader: { kind: 'open' } });
        const place = { database: 'vault', systemSchema: 'scrim' };
        return [name, compileRedshiftView(dataSource, decision, facts.settings, place)];
      }),
    );

  /** What each user reads of each view; undone at the end. */
  async function ask(world: WorldFile, views: ReadonlyMap<string, RedshiftView>) {
    await client.query('BEGIN');
    try {
      await client.query(`CREATE SCHEMA ${prefix}; GRANT USAGE ON SCHEMA ${prefix} TO PUBLIC`);
      const look = lookIn(world);
      for (const user of users) {
        for (const { kind, name, value } of profileOf(look, { userName: user, at: now })?.rows ?? []) {
          const row = [user, kind, name, value];
          await client.query('INSERT INTO scrim.profile VALUES ($1, $2, $3, $4)', row);
        }
      }
      const made = [...views].flatMap(([name, { statement }]) => (statement ? [{ name, statement }] : []));
      for (const { name, statement } of made) {
        const text = onPostgres(statement);
        await client.query(`${text}; GRANT SELECT ON ${name} TO PUBLIC`).catch((error: Error) => {
          throw new Error(`${error.message}: ${text}`);
        });
      }
      const found = new Map<string, readonly (readonly unknown[])[]>();
      for (const user of users) {
        await client.query(`SET LOCAL SESSION AUTHORIZATION ${user}`);
        for (const { name, statement } of made) {
          const { rows } = await readSpelled(client, name).catch((error: Error) => {
            throw new Error(`${error.message}: ${onPostgres(statement)}`);
          });
          found.set(`${user} ${name}`, rows);
        }
        await client.query('RESET SESSION AUTHORIZATION');
      }
      return found;
    } finally {
      await client.query('ROLLBACK');
    }
  }

  it(`shows each reader in ${worldCount} worlds what they see on Trino`, async () => {
    let compared = 0;
    let shown = 0;
    const refused = new Map<string, number>();
    for (const [index, draft] of fc.sample(worlds(), { numRuns: worldCount, seed }).entries()) {
      const known: Known = { ...readDraft(sayable(draft), prefix), tables, hashKey, now };
      const world = onRedshift(known.world);
      const views = compile(world);
      const found = await ask(world, views);
      for (const dataSource of known.world.dataSources ?? []) {
        const name = formatDataSourceName(dataSource);
        const view = views.get(name);
        for (const problem of view?.problems ?? []) {
          const said = problem.replaceAll(/'[^']*'/g, '…');
          refused.set(said, (refused.get(said) ?? 0) + 1);
        }
        if (view?.statement === undefined) continue;
        for (const user of users) {
          const sight = see(known, user, dataSource, 'nobody');
          const rows = found.get(`${user} ${name}`) ?? [];
          compared += 1;
          if (sight.kind !== 'open') {
            expect({ index, user, name, sight, rows }).toEqual({ index, user, name, sight, rows: [] });
            continue;
          }
          shown += sight.rows.length;
          const differ = compareSights(
            user,
            [{ dataSource: name, sight }],
            rows.map((row) => [name, ...row]),
          );
          if (differ.length > 0) {
            throw new Error(
              [
                `world ${index}`,
                JSON.stringify(differ, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v), 1),
                JSON.stringify(known.world.policies),
                view.sql,
              ].join('\n'),
            );
          }
        }
      }
    }
    process.stderr.write(
      `same decision: ${compared} views of readers with ${shown} rows; refused: ${JSON.stringify([...refused])}\n`,
    );
    expect(compared).toBeGreaterThan(worldCount * 3);
    expect(shown).toBeGreaterThan(worldCount * 3);
  });
});
