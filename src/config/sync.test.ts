import { expect, it } from '@jest/globals';

import { readConfig } from './read-config.js';

const flags = (schedule: string, more: object = {}) => ({
  '--sync-schedule': schedule,
  '--sync-trino': 'http://trino:8080',
  '--sync-user': 'reader',
  ...more,
});

it.each([['0 * * * *'], ['*/5 8-18 * * mon-fri'], ['@daily']])('takes the schedule %s', async (schedule) => {
  const { config } = await readConfig({ env: {}, flags: flags(schedule) });
  expect(config.sync).toEqual({ schedule, trino: 'http://trino:8080', user: 'reader' });
});

it.each([['every hour'], ['61 * * * *'], ['0 0 31 2 *'], ['']])(
  'refuses the schedule %j',
  async (schedule) => {
    await expect(readConfig({ env: {}, flags: flags(schedule) })).rejects.toThrow(
      `--sync-schedule: expected a cron expression such as 0 * * * * but found '${schedule}': `,
    );
  },
);

it('wants to know which Trino to ask', async () => {
  const given = flags('0 * * * *', { '--sync-user': undefined });
  await expect(readConfig({ env: {}, flags: given })).rejects.toThrow(
    'a schedule needs a Trino and a user: set sync.trino and sync.user',
  );
});
