import { describe, expect, it } from '@jest/globals';

import type { Dialect } from '../dialect.js';
import { problemsOf, readMask } from '../../../test/unit/sql/safe/problems-of.js';

const refused = (text: string, dialect: Dialect): readonly string[] =>
  problemsOf(readMask(text, dialect)).map((problem) => problem.replace(/: .*/, ''));

describe('times with and without a zone', () => {
  it.each<readonly [string, readonly string[]]>([
    ["created > TIMESTAMP '2020-01-01 00:00:00'", []],
    ["created > TIMESTAMP '2020-01-01 00:00:00.5 UTC'", ['1:1']],
    ["created > TIMESTAMP '2020-01-01 00:00:00 +01:00'", ['1:1']],
    ["seen > TIMESTAMP '2020-01-01 00:00:00 Europe/Paris'", []],
    ["seen > TIMESTAMP '2020-01-01 00:00:00'", ['1:8']],
    ["seen > DATE '2020-01-01'", ['1:8']],
    ['seen IS DISTINCT FROM created', ['1:23']],
    ['created BETWEEN seen AND created', ['1:1', '1:26']],
    ['seen IN (NULL, seen, created)', ['1:22']],
    ["with_timezone(created, 'UTC') <= seen", []],
    ['CAST(seen AS date) = CAST(created AS date)', []],
    ["date_trunc('day', seen) = date_trunc('day', created)", ['1:27']],
    ["date_diff('day', created, seen)", ['1:18']],
    ["date_diff('day', created, DATE '2020-01-01')", []],
    ["seen + INTERVAL '1' DAY > seen", []],
    ['seen - created', ['1:8']],
    ['coalesce(seen, created)', ['1:16']],
    ['if(active, seen, created)', ['1:18']],
    ['CASE WHEN active THEN created ELSE seen END', ['1:23']],
    ['CASE seen WHEN created THEN 1 END', ['1:16']],
    ['ARRAY[seen, created]', ['1:13']],
    ['to_unixtime(created)', ['1:13']],
    ['to_unixtime(seen)', []],
    ['seen IN (SELECT t.since FROM ref.hr.grants t)', ['1:10']],
    ['seen IN (SELECT t.until FROM ref.hr.grants t)', []],
    ['created > (SELECT t.until FROM ref.hr.grants t)', ['1:1']],
    ['created <= ALL (SELECT t.until FROM ref.hr.grants t)', ['1:1']],
    ['hour(seen) + extract(HOUR FROM created)', []],
    [
      'seen IN (SELECT t.person FROM ref.hr.territories t WHERE t.person > created AND seen > t.person)',
      ['1:10', '1:88'],
    ],
  ])('in trino: %s', (text, places) => {
    expect(refused(text, 'trino')).toEqual(places);
  });

  it.each<readonly [string, readonly string[]]>([
    ['seen > created', ['1:8']],
    ["seen AT TIME ZONE 'UTC' > created", []],
    ["created AT TIME ZONE 'UTC' < seen", []],
    ['CAST(seen AS date)', ['1:6']],
    ['extract(HOUR FROM seen)', ['1:19']],
    ["date_trunc('day', seen)", ['1:19']],
    ["to_char(seen, 'HH24')", ['1:9']],
    ["to_char(seen AT TIME ZONE 'UTC', 'HH24')", []],
    ['nvl(seen, created)', ['1:11']],
  ])('in redshift: %s', (text, places) => {
    expect(refused(text, 'redshift')).toEqual(places);
  });

  it('are told of with what to write', () => {
    expect([
      ...problemsOf(readMask('seen > created')),
      ...problemsOf(readMask('seen > created', 'redshift')),
      ...problemsOf(readMask('seen::date', 'redshift')),
    ]).toEqual([
      "1:8: this would get the time zone of the reader's session if it has none: write with_timezone(x, 'UTC')",
      "1:8: this would get the time zone of the reader's session if it has none: write x AT TIME ZONE 'UTC'",
      "1:1: this would be shown in the time zone of the reader's session: write AT TIME ZONE 'UTC' after it",
    ]);
  });
});
