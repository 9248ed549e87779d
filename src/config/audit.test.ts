import { expect, it } from '@jest/globals';

import { configFile } from './config.js';

const sync = { trino: 'http://trino:8080', user: 'reader' };
const messagesOf = (value: object): readonly string[] =>
  configFile.safeParse(value).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

it.each<[string, object, readonly RegExp[]]>([
  ['uses the Trino of sync', { audit: { archive: { to: 'lake.audit' } }, sync }, []],
  ['may have another', { audit: { archive: { to: 'lake.audit', ...sync } } }, []],
  ['needs one', { audit: { archive: { to: 'lake.audit' } } }, [/^audit\.archive\.trino: .*sync\.trino/]],
  ['needs a user', { audit: { archive: { to: 'a.b', trino: sync.trino } } }, [/^audit\.archive\.user: /]],
  ['waits at least two days', { audit: { archive: { to: 'a.b', afterDays: 1 } }, sync }, [/afterDays/]],
  [
    'is for records that are kept long enough',
    { audit: { retentionDays: 30, archive: { to: 'a.b', afterDays: 30 } }, sync },
    [/^audit\.archive\.afterDays: must be less than audit\.retentionDays \(30\)/],
  ],
])('an archive %s', (_, value, expected) => {
  expect(messagesOf(value)).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
});
