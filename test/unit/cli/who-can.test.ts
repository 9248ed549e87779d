import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { configFile } from '../../../src/config/config.js';
import { startService } from '../../../src/serve/start-service.js';
import { runCommand } from './run-command.js';

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

/** ann is in project fraud, bob works in it, cat in another one that lacks the data source. */
const projects = `
tags: [{ name: PII }]
purposes: [{ name: Audit, statement: for audits }, { name: Fraud, statement: for fraud }]
users: [{ name: ann }, { name: bob }, { name: cat }]
dataSources:
  - { schema: s, name: d, table: a.b.c, columns: [{ name: mail, type: varchar, tags: [PII] }] }
subscriptionPolicies: [{ name: all, dataSource: s.d, grant: { anyone: true } }]
policies:
  - { name: mails, rules: [{ mask: { type: "null" }, columns: { tags: [PII] }, exceptWhen: { purpose: Fraud } }] }
projects:
  - { name: fraud, dataSources: [s.d], members: [{ user: ann }, { user: bob }], purposes: [Audit, Fraud] }
  - { name: other, members: [{ user: cat }] }
workingProjects: [{ user: bob, project: fraud }, { user: cat, project: other }]
acknowledgements: [{ user: bob, purpose: Audit }]
`;

const couldSee = `3 users and what they see of s.d

2  all rows
    who: ann, bob
    because: policy 'all' grants access: anyone has access; does not act under purpose 'Fraud'
    mail: null  [mails]

1  nothing: it does not exist for them
    who: cat
    because: project 'other' does not contain data source 's.d'

Users who could see something else by an action of their own, without approval

1  all rows
    who: ann
    by: switching to project 'fraud' and acknowledging purposes 'Audit', 'Fraud'
    because: policy 'all' grants access: anyone has access; acts under purpose 'Fraud'
    raw: mail

1  all rows
    who: bob
    by: acknowledging purpose 'Fraud' in project 'fraud'
    because: policy 'all' grants access: anyone has access; acts under purpose 'Fraud'
    raw: mail

1  all rows
    who: cat
    by: leaving the project that they work in
    because: policy 'all' grants access: anyone has access; does not act under purpose 'Fraud'
    mail: null  [mails]
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
      const { out, err } = await runCommand('sam', [...args, '--store', store]);
      return `${out}${err}`;
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

  it('reports who could see something else by switching project or acknowledging', async () => {
    const reaching = join(folder, 'projects.yaml');
    await writeFile(reaching, projects);
    const scrim = async (...args: readonly string[]): Promise<string> => {
      const { out, err } = await runCommand('sam', [...args, '--store', join(folder, 'reaching')]);
      return `${out}${err}`;
    };
    await scrim('apply', '-f', reaching);
    expect(await scrim('who-can', 's.d')).toBe(couldSee);
    expect(JSON.parse(await scrim('who-can', 's.d', '--json'))).toMatchObject({
      users: 3,
      couldSee: [
        {
          by: {
            act: 'switch',
            project: 'fraud',
            acknowledge: ['Audit', 'Fraud'],
            acknowledgedBy: 'user',
          },
          users: 1,
          examples: ['ann'],
          sight: { sees: 'all rows', columns: { mail: { shown: 'raw' } } },
        },
        { by: { act: 'stay', project: 'fraud', acknowledge: ['Fraud'] }, examples: ['bob'] },
        { by: { act: 'leave', project: null }, examples: ['cat'] },
      ],
    });
  });

  it('counts in a folder of its own', () => contract(join(folder, 'own')));

  it('counts in a folder that a service has open', async () => {
    const store = join(folder, 'served');
    const config = configFile.parse({ logLevel: 'silent' });
    const service = await startService({ port: 0, store, config, env: {} });
    await contract(store);
    await service.stop();
  });
});
