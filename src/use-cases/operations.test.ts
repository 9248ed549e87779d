import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { openEmptyStore } from '../../test/unit/test-store.js';
import type { Store } from '../store/open-store.js';
import { createPorts } from './create-ports.js';
import { operationNames, operationsOn, useCases } from './operations.js';
import type { Operations } from './operations.js';
import { administrationOf } from './world/context.js';

describe('the table of use cases', () => {
  it('has each name once', () => {
    expect(operationNames).toEqual([...new Set(operationNames)]);
  });

  it.each(useCases.map((one) => [one.name, one.input] as const))('%s takes plain JSON', (_, input) => {
    const { $defs = {}, ...schema } = z.toJSONSchema(input, { io: 'input' });
    expect([schema, ...Object.values($defs)]).toContainEqual(
      expect.objectContaining({ type: 'object', additionalProperties: false }),
    );
  });
});

describe('the operations on a store', () => {
  let store: Store;
  let operations: Operations;
  beforeAll(async () => {
    store = await openEmptyStore();
    operations = operationsOn(administrationOf(store, await createPorts(store, () => Promise.resolve())));
  });
  afterAll(() => store.close());

  const run = (name: keyof Operations, input: unknown): Promise<unknown> =>
    (operations[name] as (input: unknown) => Promise<unknown>)(input);

  it.each<[keyof Operations, unknown, unknown, RegExp]>([
    ['apply', {}, [], /^missing key 'files'/],
    ['apply', [], [], /^expected an object/],
    ['apply', null, [], /^expected an object/],
    [
      'apply',
      { files: [{ name: 1, text: '' }], prune: true, actor: 'ann' },
      ['files', 0, 'name'],
      /^expected text/,
    ],
    ['reviewColumns', { dataSource: 's.d', columns: 'a', actor: 'ann' }, ['columns'], /^expected a list/],
    ['reviewColumns', { dataSource: 's.d' }, [], /^missing key 'actor'/],
    [
      'reviewColumns',
      { dataSource: 's', actor: 'ann' },
      ['dataSource'],
      /^expected SCHEMA.NAME but found 's'$/,
    ],
    ['dataSources', { actor: 'ann' }, ['actor'], /^unknown key 'actor'/],
    ['sync', { observed: [{}], dryRun: true }, ['observed', 0], /^missing key 'monitored'/],
  ])('%s refuses %j, and says where it is wrong', async (name, input, path, message) => {
    const faults = expect.arrayContaining([
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    ]);
    await expect(run(name, input)).rejects.toMatchObject({ kind: 'invalid', faults });
    expect(await store.revision()).toBe(0);
  });

  it('runs what takes nothing without an input', async () => {
    expect(await operations.dataSources()).toEqual([]);
    expect(await operations.tagProposals({ status: 'proposed' })).toEqual([]);
  });

  it('records a change under the name that the administrator gives', async () => {
    const files = [{ name: 'w.yaml', text: 'tags: [{name: PII}]' }];
    expect(await operations.apply({ files, prune: false, actor: 'ann' })).toMatchObject({ revision: 1 });
    expect(await store.history.list({ limit: 1 })).toMatchObject([{ actor: 'ann', kind: 'tag', key: 'PII' }]);
  });

  it('reviews a column of a platform that tells upper case from lower case', async () => {
    const column = '{name: Mail, type: varchar(8), unreviewed: true}';
    const dataSource = `{schema: s, name: d, platform: redshift, table: db.s.d, columns: [${column}]}`;
    const files = [{ name: 'w.yaml', text: `dataSources: [${dataSource}]` }];
    expect(await operations.apply({ files, prune: false, actor: 'ann' })).not.toHaveProperty('errors');
    expect(await operations.reviewColumns({ dataSource: 's.d', columns: ['Mail'], actor: 'ann' })).toEqual({
      dataSource: 's.d',
      columns: ['Mail'],
    });
  });
});
