import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { createProgram } from '../../../src/cli/program.js';
import { configFile } from '../../../src/config/config.js';
import { startService } from '../../../src/service/start-service.js';

const world = `
tags: [{ name: PII }]
groups: [{ name: staff }, { name: finance }]
users:
  - { name: ann, groups: [staff] }
  - { name: bob, groups: [staff] }
  - { name: cat, groups: [staff, finance] }
  - { name: dan }
dataSources:
  - schema: s
    name: d
    table: a.b.c
    columns: [{ name: id, type: bigint }, { name: region, type: varchar }, { name: mail, type: varchar, tags: [PII] }]
subscriptions: [{ dataSource: s.d, subscriber: { group: staff } }]
policies:
  - name: own regions
    dataSource: s.d
    rules: [{ rows: { column: { name: region }, in: groups }, exceptWhen: { group: finance } }]
  - { name: mails, rules: [{ mask: { type: "null" }, columns: { tags: [PII] }, exceptWhen: { group: finance } }] }
`;

const whole = `4 users and what they see of s.d

2  some rows
    who: ann, bob
    because: subscription of group 'staff' is approved; not in group 'finance'
    rows: region is one of groups (staff)  [own regions]
    raw: id, region
    mail: null  [mails]

1  all rows
    who: cat
    because: subscription of group 'staff' is approved; in group 'finance'
    raw: id, region, mail

1  nothing: it does not exist for them
    who: dan
    because: no subscription
`;

const column = `4 users and what they see of column mail of s.d

2  null  [mails]
    who: ann, bob
    because: subscription of group 'staff' is approved; not in group 'finance'

1  raw
    who: cat
    because: subscription of group 'staff' is approved; in group 'finance'

1  nothing: it does not exist for them
    who: dan
    because: no subscription
`;

describe('scrim who-can', () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scrim-who-can-'));
    file = join(folder, 'world.yaml');
    await writeFile(file, world);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const contract = async (store: string): Promise<void> => {
    const scrim = async (...args: readonly string[]): Promise<string> => {
      let printed = '';
      const program = createProgram({
        env: { SCRIM_STORE: store },
        out: (text) => (printed += text),
        err: (text) => (printed += text),
        signal: new AbortController().signal,
        actor: 'sam',
        fail: () => undefined,
      });
      await program.parseAsync(['node', 'scrim', ...args, '--store', store]);
      return printed;
    };
    await scrim('apply', '-f', file);
    expect(await scrim('who-can', 's.d')).toBe(whole);
    expect(await scrim('who-can', 's.d', '--column', 'mail')).toBe(column);
    expect(JSON.parse(await scrim('who-can', 's.d', '--json'))).toMatchObject({
      dataSource: 's.d',
      column: null,
      users: 4,
      classes: [{ users: 2, examples: ['ann', 'bob'] }, { users: 1 }, { users: 1 }],
    });
    await expect(scrim('who-can', 's.e')).rejects.toThrow("there is no data source 's.e'");
  };

  it('counts in a folder of its own', () => contract(join(folder, 'own')));

  it('counts in a folder that a service has open', async () => {
    const store = join(folder, 'served');
    const config = configFile.parse({ logLevel: 'silent' });
    const service = await startService({ port: 0, store, config, env: {} });
    await contract(store);
    await service.stop();
  });
});
