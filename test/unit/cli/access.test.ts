import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { configFile } from '../../../src/config/config.js';
import { startService } from '../../../src/serve/start-service.js';
import { runCommand } from './run-command.js';

const world = `
purposes: [{ name: Use }, { name: Use.Ads, statement: only for ads }]
groups: [{ name: stewards }]
users: [{ name: ann }, { name: sam, groups: [stewards] }, { name: own }]
dataSources:
  - { schema: s, name: d, table: a.b.c, owners: [{ user: own }], columns: [{ name: x, type: bigint }] }
  - { schema: s, name: e, table: a.b.e, columns: [{ name: x, type: bigint }] }
subscriptionPolicies:
  - name: on request
    dataSource: s.d
    grant: { ask: { approvers: [{ group: stewards }, { user: own }], need: all } }
  - { name: ads only, target: { schemas: [s] }, grant: { condition: { purpose: Use } }, guardrail: { purpose: Use.Ads } }
projects:
  - { name: j, dataSources: [s.d, s.e], members: [{ user: ann }, { user: sam }], purposes: [Use.Ads], equalized: true }
`;

describe('access at the command line', () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scrim-access-'));
    file = join(folder, 'world.yaml');
    await writeFile(file, world);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const contract = async (store: string): Promise<void> => {
    /** Runs a command, and gives what it printed. */
    const scrim = async (...args: readonly string[]): Promise<string> => {
      const { out, err } = await runCommand('sam', [...args, '--store', store]);
      return `${out}${err}`.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'NOW');
    };
    await scrim('apply', '-f', file);

    expect(await scrim('subscription', 'request', 's.d', '--user', 'ann', '--reason', 'a report')).toBe(
      "s.d: user 'ann' is pending, requested at NOW (a report)\n  waits for group 'stewards' and user 'own'\n",
    );
    expect(await scrim('subscription', 'approve', 's.d', '--user', 'ann')).toBe(
      "s.d: user 'ann' is pending, requested at NOW (a report)\n  waits for user 'own'\n",
    );
    expect(await scrim('subscription', 'approve', 's.d', '--user', 'ann', '--actor', 'own')).toBe(
      "s.d: user 'ann' is approved, requested at NOW, decided by own (a report)\n",
    );
    expect(await scrim('subscription', 'list', '--status', 'pending')).toBe('none\n');
    expect(await scrim('subscription', 'list', '--user', 'ann')).toBe(
      "s.d: user 'ann' is approved, requested at NOW, decided by own (a report)\n",
    );
    expect(JSON.parse(await scrim('subscription', 'list', '--json'))).toMatchObject([
      { status: 'approved', decisions: [{ by: 'sam' }, { by: 'own' }] },
    ]);
    await expect(scrim('subscription', 'deny', 's.d')).rejects.toThrow(
      'name the subscriber: --user USER or --group GROUP',
    );
    await expect(scrim('subscription', 'deny', 's.d', '--user', 'ann')).rejects.toThrow(
      "the subscription of user 'ann' to 's.d' is approved, not pending",
    );

    expect(await scrim('project', 'switch', 'j', '--user', 'ann')).toBe(
      "ann works in project 'j'\npurpose Use.Ads applies once it is acknowledged: only for ads\n",
    );
    expect(await scrim('explain', '--user', 'ann', 's.d')).toBe(
      `s.d does not exist for ann: guardrail of policy 'ads only': does not act under purpose 'Use.Ads'

Facts about the user
  groups: none

Current project
  switched to project 'j'
  does not act under Use.Ads: not acknowledged by 'ann', 'sam'
  members are equalized: policies use only the facts that all members share
    groups: none

Subscription policies considered
  ads only (global): targets this data source (schema s)
    does not grant access: does not act under purpose 'Use'
    guardrail denies: does not act under purpose 'Use.Ads'
  on request (local): targets this data source (local to 's.d')
    does not grant access: access must be requested, and is approved by group 'stewards' and user 'own'

What the user can do
  request access (POST /api/v1/subscription-requests): approved by group 'stewards' and user 'own'
  purpose 'Use.Ads' does not apply (not acknowledged by 'ann', 'sam'): acknowledge it (POST /api/v1/me/acknowledgements)
`,
    );
    for (const user of ['ann', 'sam']) {
      expect(await scrim('purpose', 'acknowledge', 'Use.Ads', '--user', user)).toBe(
        `${user} has acknowledged Use.Ads at NOW: only for ads\n`,
      );
    }
    expect(JSON.parse(await scrim('explain', '--user', 'ann', 's.e', '--json'))).toMatchObject({
      decision: 'open',
      access: {
        granted: true,
        because: "policy 'ads only' grants access: acts under purpose 'Use.Ads'",
      },
      work: { project: 'j', purposes: ['Use.Ads'], withheld: [], equalized: { groups: [], attributes: {} } },
    });
    expect(await scrim('project', 'leave', '--user', 'ann')).toBe('ann works in no project\n');
    expect(
      await scrim('subscription', 'revoke', 's.d', '--user', 'ann', '--reason', 'over', '--actor', 'own'),
    ).toBe("s.d: user 'ann' is revoked, requested at NOW, decided by own (over)\n");
  };

  it('is requested, decided and explained through the service that has the store open', async () => {
    const store = join(folder, 'served');
    const config = configFile.parse({ logLevel: 'silent' });
    const service = await startService({ port: 0, store, config, env: {} });
    try {
      await contract(store);
    } finally {
      await service.stop();
    }
  });
});
