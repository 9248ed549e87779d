import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { createPorts } from '../../../src/use-cases/create-ports.js';
import { trinoViews, type TrinoViewsInput } from '../../../src/use-cases/views/trino-views.js';
import type { WorldStore } from '../../../src/world/world-store.js';
import { storeOf } from '../store-of.js';

let store: WorldStore;
beforeAll(async () => {
  store = await storeOf({
    settings: { definer: 'owner' },
    tags: [{ name: 'PII' }],
    users: [{ name: 'ann' }],
    groups: [{ name: 'staff' }],
    dataSources: [
      {
        schema: 's',
        name: 'person',
        table: 'a.b.person',
        columns: [
          { name: 'id', type: 'bigint' },
          { name: 'mail', type: 'varchar', tags: ['PII'] },
          { name: 'region', type: 'varchar(2)' },
        ],
      },
      { schema: 's', name: 'plain', table: 'a.b.plain', columns: [{ name: 'id', type: 'bigint' }] },
      {
        ...{ schema: 's', name: 'shut', table: 'a.b.shut', enabled: false },
        columns: [{ name: 'mail', type: 'varchar', tags: ['PII'] }],
      },
      {
        ...{ schema: 's', name: 'mails', query: 'SELECT mail FROM s.person' },
        columns: [{ name: 'mail', type: 'varchar' }],
      },
    ],
    policies: [
      {
        name: 'mails',
        rules: [{ mask: { type: 'null' }, columns: { tags: ['PII'] }, exceptWhen: { group: 'staff' } }],
      },
      {
        name: 'regions',
        dataSource: 's.person',
        rules: [
          {
            rows: { column: { name: 'region' }, in: { attribute: 'region' } },
            when: { group: 'staff' },
            otherwise: { column: { name: 'id' }, percent: 10 },
          },
        ],
      },
    ],
  });
});
afterAll(() => store.close());

const viewsOf = async (input: Omit<TrinoViewsInput, 'user'> = {}) =>
  trinoViews(store, await createPorts(store, () => Promise.resolve()), { user: 'ann', ...input });
const flat = (sql: string): string => sql.replaceAll(/\s+/g, ' ');

describe('the views that a Trino should take', () => {
  it('are two for each data source: one raw, and one with the strictest result of all policies', async () => {
    const found = await viewsOf();
    expect(found.map(({ dataSource, policies }) => [dataSource, policies])).toEqual([
      ['s.mails', []],
      ['s.mails', ['mails']],
      ['s.person', []],
      ['s.person', ['mails', 'regions']],
      ['s.plain', []],
    ]);
    const [, , clear, strict] = found.map(({ sql }) => flat(sql));
    expect(clear).toMatch(/^SELECT id, mail, region FROM a\.b\.person /);
    expect(strict).toContain('CAST(NULL AS varchar) AS mail');
    expect(found[2]?.columns).toEqual([
      { name: 'id', type: 'bigint' },
      { name: 'mail', type: 'varchar' },
      // Iceberg's text has no length.
      { name: 'region', type: 'varchar' },
    ]);
  });

  it.each([
    ['a policy, those of which it masks or filters something', 'policy', 'regions', ['s.mails', 's.person']],
    ['a data source, it and what reads it', 'dataSource', 's.person', ['s.mails', 's.person']],
    ['a data source that nothing reads, it alone', 'dataSource', 's.plain', ['s.plain']],
    ['a tag, all', 'tag', 'PII', ['s.mails', 's.person', 's.plain']],
    ['a user, none', 'user', 'ann', []],
  ])('after a change of %s', async (_, kind, key, expected) => {
    const found = await viewsOf({ changes: [{ kind, key, object: `${kind} '${key}'`, change: 'changed' }] });
    expect([...new Set(found.map(({ dataSource }) => dataSource))]).toEqual(expected);
  });

  it('are those of the data sources that are requested', async () => {
    const found = await viewsOf({ dataSources: ['s.plain', 's.shut'] });
    expect(found.map(({ dataSource }) => dataSource)).toEqual(['s.plain']);
  });
});
