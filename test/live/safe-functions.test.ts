import { expect, it } from '@jest/globals';

import { parseMaskExpression } from '../../src/sql/safe/parse-predicate.js';
import { reviews } from '../../src/sql/safe/functions.js';
import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';

/** What Trino calls without listing it among its functions. */
const forms = new Set(['coalesce', 'if', 'nullif', 'try']);

/** What SHOW FUNCTIONS tells of one form of a function. */
interface Listed {
  readonly name: string;
  readonly returns: string;
  readonly arguments: number;
  readonly type: string;
  readonly deterministic: boolean;
}

async function listFunctions(): Promise<readonly Listed[]> {
  const { rows } = await runAs(live().administrator, 'SHOW FUNCTIONS');
  return rows.map(([name, returns, args, type, deterministic]) => ({
    name: String(name),
    returns: String(returns),
    arguments: topLevelParts(String(args)),
    type: String(type),
    deterministic: deterministic === true,
  }));
}

function topLevelParts(text: string): number {
  let inner = text;
  while (/\([^()]*\)/.test(inner)) inner = inner.replaceAll(/\([^()]*\)/g, '');
  return inner === '' ? 0 : inner.split(',').length;
}

describeLive('the functions that a predicate may call', () => {
  const { allowed, refused } = reviews.trino;
  const functions = allowed
    .flatMap((theme) => Object.entries(theme.functions))
    .filter(([name]) => !forms.has(name));

  it('are scalar and deterministic in this Trino, and take as many arguments', async () => {
    const listed = await listFunctions();
    const wrong = functions.filter(
      ([
        name,
        {
          arity: [least, most],
          gives,
        },
      ]) => {
        const all = listed.filter((each) => each.name === name);
        const counts = all.map((each) => each.arguments);
        const fits =
          all.length > 0 &&
          all.every(({ type, deterministic }) => type === 'scalar' && deterministic) &&
          all.every(({ returns }) => gives === 'either' || (returns === 'boolean') === (gives === 'boolean'));
        // A function of any number of arguments is listed with one of the repeated ones.
        const takes =
          most === Infinity
            ? counts.some((count) => count <= least)
            : Math.max(...counts) === most && counts.includes(least);
        return !fits || !takes;
      },
    );
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  it('do without every one that Trino calls an aggregate, a window function or not deterministic', async () => {
    const harmful = (await listFunctions()).filter(
      ({ type, deterministic }) => type !== 'scalar' || !deterministic,
    );
    const names = new Set(functions.map(([name]) => name));
    expect(harmful.length).toBeGreaterThan(60);
    expect(harmful.filter(({ name }) => names.has(name))).toEqual([]);
    const told = new Set(refused.flatMap(({ names: listed }) => [...listed]));
    expect(['sum', 'rank', 'random', 'now', 'uuid', 'shuffle'].filter((name) => !told.has(name))).toEqual([]);
  });
});

const at = "TIMESTAMP '2020-01-01 00:30:00'";
const zoned = "TIMESTAMP '2020-01-01 00:30:00 UTC'";

describeLive('an expression with times', () => {
  const rules = { columns: [], lookupTables: [] };
  const inZone = async (sql: string, zone: string, language: string) => {
    const headers = { 'X-Trino-Time-Zone': zone, 'X-Trino-Language': language };
    const { rows } = await runAs(live().administrator, `SELECT CAST(${sql} AS varchar)`, { headers });
    return rows[0]?.[0];
  };
  const sessions = async (sql: string) => [
    await inZone(sql, 'UTC', 'en-US'),
    await inZone(sql, 'Asia/Tokyo', 'de-DE'),
  ];

  it.each([
    `with_timezone(${at}, 'UTC') = ${zoned}`,
    `date_diff('day', ${zoned}, with_timezone(${at}, 'America/New_York'))`,
    `CAST(${zoned} AS date)`,
    `date_trunc('day', ${zoned})`,
    `to_unixtime(${zoned})`,
    `from_unixtime(0, 'UTC')`,
    `from_unixtime(0, 1, 0)`,
    `to_iso8601(${at})`,
    `hour(${zoned})`,
    `extract(HOUR FROM ${zoned} AT TIME ZONE 'Europe/Paris')`,
    `last_day_of_month(${zoned})`,
    `date('2020-01-01') = DATE '2020-01-01'`,
  ])('that is allowed gives the same in every session: %s', async (sql) => {
    expect(parseMaskExpression(sql, 'trino', rules)).toMatchObject({ ok: true });
    const [here, there] = await sessions(sql);
    expect(there).toBe(here);
  });

  it.each([
    `${at} = ${zoned}`,
    `DATE '2020-01-01' > ${zoned} - INTERVAL '1' HOUR`,
    `to_unixtime(${at})`,
    `date_diff('hour', ${at}, ${zoned})`,
    `${at} AT TIME ZONE 'UTC'`,
    `CAST(${at} AS timestamp with time zone)`,
    `date_format(${at}, '%M')`,
    `from_unixtime_nanos(0)`,
  ])('that is refused gives something else in another session: %s', async (sql) => {
    expect(parseMaskExpression(sql, 'trino', rules)).toMatchObject({ ok: false });
    const [here, there] = await sessions(sql);
    expect(there).not.toBe(here);
  });
});
