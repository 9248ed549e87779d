import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

/** What Trino passes on of scrim's answer: all of it. */
const refused = (method: string, path: string): string =>
  `${method} /v1${path}: scrim's views are made from policies: change the policies, not the catalog`;

describeLive('changes of the catalog', () => {
  let scrim: ServedScrim;
  beforeAll(async () => {
    scrim = await serveScrim({
      settings: { definer: 'scrim_owner' },
      users: [{ name: 'kim' }],
      dataSources: [
        {
          schema: 'geo',
          name: 'region',
          table: 'tpch.tiny.region',
          owners: [{ user: 'kim' }],
          columns: [{ name: 'name', type: 'varchar(25)' }],
        },
      ],
    });
  });
  afterAll(() => scrim.stop());

  it.each([
    ['CREATE VIEW scrim.geo.mine AS SELECT 1 AS a', refused('POST', '/namespaces/geo/views')],
    [
      'CREATE OR REPLACE VIEW scrim.geo.region AS SELECT 1 AS a',
      refused('POST', '/namespaces/geo/views/region'),
    ],
    ['DROP VIEW scrim.geo.region', refused('DELETE', '/namespaces/geo/views/region')],
    ['ALTER VIEW scrim.geo.region RENAME TO scrim.geo.other', refused('POST', '/views/rename')],
    ["COMMENT ON VIEW scrim.geo.region IS 'mine'", refused('POST', '/namespaces/geo/views/region')],
    ["COMMENT ON COLUMN scrim.geo.region.name IS 'mine'", refused('POST', '/namespaces/geo/views/region')],
    [
      'ALTER VIEW scrim.geo.region SET AUTHORIZATION kim',
      'Access Denied: Cannot set authorization for view scrim.geo.region to USER kim',
    ],
    ['CREATE TABLE scrim.geo.t (a bigint)', refused('POST', '/namespaces/geo/tables')],
    ['CREATE TABLE scrim.geo.t AS SELECT 1 AS a', refused('POST', '/namespaces/geo/tables')],
    [
      'CREATE MATERIALIZED VIEW scrim.geo.m AS SELECT 1 AS a',
      'createMaterializedView is not supported for Iceberg REST catalog',
    ],
    ["INSERT INTO scrim.geo.region VALUES ('x')", 'line 1:1: Inserting into views is not supported'],
    ['DELETE FROM scrim.geo.region', 'line 1:1: Deleting from views is not supported'],
    ['CREATE SCHEMA scrim.own', 'Access Denied: Cannot create schema scrim.own'],
    ['DROP SCHEMA scrim.geo', "line 1:1: Cannot drop non-empty schema 'geo'"],
    ['ALTER SCHEMA scrim.geo RENAME TO other', 'Access Denied: Cannot rename schema from scrim.geo to other'],
  ])('are refused to %s', async (sql, message) => {
    await expect(runAs('kim', sql)).rejects.toMatchObject({ message });
    expect((await runAs('kim', 'SELECT count(*) FROM scrim.geo.region')).rows).toEqual([[5]]);
  });

  it.each(['CREATE SCHEMA scrim.own', 'DROP SCHEMA scrim.geo', 'CREATE TABLE scrim.geo.t (a bigint)'])(
    'are refused to an administrator too: %s',
    async (sql) => {
      await expect(runAs(live().administrator, sql)).rejects.toThrow();
      expect((await runAs('kim', 'SELECT count(*) FROM scrim.geo.region')).rows).toEqual([[5]]);
    },
  );
});
