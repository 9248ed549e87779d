import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { z } from 'zod';

import type { worldFile } from '../../src/model/world.js';
import { describeLive, describePostgres, live } from './support/live.js';
import { recordedQuery } from './support/recorded.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

const world = {
  settings: { definer: 'scrim_owner', inlineHashKey: true },
  tags: [{ name: 'PII' }],
  groups: [{ name: 'europe', attributes: { region: ['3'] } }],
  users: [{ name: 'ann', groups: ['europe'] }, { name: 'carl' }],
  dataSources: [
    {
      schema: 'geo',
      name: 'nation',
      table: 'tpch.tiny.nation',
      columns: [
        { name: 'nationkey', type: 'bigint' },
        { name: 'name', type: 'varchar(25)', tags: ['PII'] },
        { name: 'regionkey', type: 'bigint' },
        { name: 'comment', type: 'varchar(152)' },
      ],
    },
    {
      schema: 'geo',
      name: 'people',
      table: 'pg.audited.people',
      columns: [{ name: 'id', type: 'bigint' }],
    },
  ],
  subscriptions: [{ dataSource: 'geo.nation', subscriber: { group: 'europe' } }],
  policies: [
    {
      name: 'own region',
      dataSource: 'geo.nation',
      rules: [{ rows: { column: { name: 'regionkey' }, in: { attribute: 'region' } } }],
    },
    { name: 'names', rules: [{ mask: { type: 'hash' }, columns: { tags: ['PII'] } }] },
  ],
} satisfies z.input<typeof worldFile>;

describeLive('queries on record', () => {
  let scrim: ServedScrim;
  beforeAll(async () => {
    scrim = await serveScrim(world);
  });
  afterAll(() => scrim.stop());

  const recorded = (sql: string) => recordedQuery(scrim, (text) => text === sql);

  it('are joined with the decision about the view', async () => {
    const sql = "SELECT nationkey, name FROM scrim.geo.nation WHERE comment <> 'a' ORDER BY 1";
    await runAs('ann', sql);
    const query = await recorded(sql);
    expect(query).toMatchObject({
      ...{ cluster: 'main', user: 'ann', state: 'FINISHED', type: 'SELECT', denied: false, rows: 5 },
      reads: [
        {
          ...{ catalog: 'scrim', schema: 'geo', table: 'nation', via: 'view', dataSource: 'geo.nation' },
          policies: ['names', 'own region'],
          filters: ['regionkey is one of attribute region (3)'],
          alarm: null,
        },
      ],
    });
  });

  it('that were denied have the reason of scrim', async () => {
    const sql = 'SELECT count(*) FROM scrim.geo.nation';
    await expect(runAs('carl', sql)).rejects.toThrow();
    const query = await recorded(sql);
    expect(query).toMatchObject({ user: 'carl', state: 'FAILED', denied: true, reads: [] });
    expect(query.because).toBe('no subscription');
  });

  it('that read a table past scrim are an alarm', async () => {
    const sql = 'SELECT name FROM tpch.tiny.nation LIMIT 1';
    await runAs(live().administrator, sql);
    const query = await recorded(sql);
    expect(query).toMatchObject({
      reads: [{ via: 'past scrim', dataSource: 'geo.nation', columns: [{ name: 'name', shown: 'raw' }] }],
    });
  });

  describePostgres('over a source that runs queries of its own', () => {
    it('that a table function answers read the tables that its arguments name', async () => {
      const { administrator } = live();
      await runAs(administrator, 'CREATE SCHEMA IF NOT EXISTS pg.audited');
      await runAs(administrator, "CREATE TABLE pg.audited.people AS SELECT BIGINT '7' AS id");
      const sql = "SELECT * FROM TABLE(pg.system.query(query => 'SELECT id FROM audited.people'))";
      expect((await runAs(administrator, sql)).rows).toEqual([[7]]);
      const query = await recorded(sql);
      expect(query).toMatchObject({
        reads: [
          {
            ...{
              catalog: 'pg',
              schema: 'system',
              table: 'query',
              via: 'past scrim',
              dataSource: 'geo.people',
            },
            // The administrator of these tests is trusted.
            alarm: null,
          },
        ],
      });
      // What Trino pushes down is no such read.
      const pushed = 'SELECT count(*), max(id) FROM pg.audited.people';
      await runAs(administrator, pushed);
      expect((await recorded(pushed)).reads).toMatchObject([{ table: 'people', dataSource: 'geo.people' }]);
    });
  });
});
