import { expect, it } from '@jest/globals';

import { emptyCluster } from './catalog.js';
import { redshiftConfig } from './config.js';
import type { DesiredView } from './desired.js';
import { planPush } from './plan.js';
import { printed } from './sql-text.js';

const viewOf = (name: string): DesiredView => ({
  ...{ dataSource: `shop.${name}`, schema: 'shop', name, columns: [], reads: [] },
  definition: {
    query: printed('SELECT 1 AS a'),
    lateBinding: false,
    shape: ['a integer'],
    readsHashKey: false,
  },
});
const desired = {
  views: ['a', 'b', 'c'].map(viewOf),
  profiles: ['ann', 'bob'].map((user) => ({ user, username: user, rows: [] })),
};

it('is refused if views would be granted more often than the configuration allows', async () => {
  const config = (more: object) => redshiftConfig.parse({ limits: { grants: 5 }, ...more });
  await expect(planPush(desired, emptyCluster, config({}))).rejects.toThrow(
    '3 views for 2 readers each are 6 grants, and limits.grants allows 5 in the configuration of the cluster: name a group of all readers in readers.groups and set readers.users: false, or raise the limit',
  );
  const { phases } = await planPush(desired, emptyCluster, config({}), 'shop.a');
  expect(phases).not.toEqual([]);
  const byGroup = { readers: { users: false, groups: ['analysts'] } };
  expect((await planPush(desired, emptyCluster, config(byGroup))).problems).toEqual([]);
});
