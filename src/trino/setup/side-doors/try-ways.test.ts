import { describe, expect, it } from '@jest/globals';

import { Refusal } from '../../../base/refusal.js';
import { print } from '../../../sql/print/print.js';
import type { Answer, Attempt } from '../../ask.js';
import type { Target } from './target.js';
import { tryWays } from './try-ways.js';
import { ways } from './ways.js';

/** Rows, or a message with which Trino refuses (`!…`) or fails (`?…`). */
type Recorded = string | readonly (readonly unknown[])[];
/** The first pattern that matches a statement answers it. */
type Record = readonly (readonly [pattern: RegExp, recorded: Recorded])[];

const people: Target = {
  raw: { catalog: 'lake', schema: 'hr', table: 'people' },
  columns: ['id', 'name'],
  otherColumns: ['secret'],
  views: [['scrim', 'hr', 'people']],
  connector: 'iceberg',
};
const types = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'varchar' },
];
const denied = '!Access Denied: Cannot access catalog lake';

async function tried(
  record: Record,
  { target = people, scratch }: { target?: Target; scratch?: readonly [string, string] } = {},
) {
  const asked: string[] = [];
  const ask = (statement: Attempt): Promise<Answer> => {
    const text = print(statement, 'trino').replaceAll(/\s+/g, ' ');
    asked.push(text);
    const recorded = record.find(([pattern]) => pattern.test(text))?.[1] ?? denied;
    if (typeof recorded !== 'string') return Promise.resolve({ columns: types, rows: recorded });
    const kind = recorded.startsWith('!') ? 'invalid' : 'unavailable';
    return Promise.reject(new Refusal(kind, `Trino refuses: ${recorded.slice(1)}`));
  };
  const results = await tryWays({
    asOperator: () => Promise.resolve({ columns: [], rows: [] }),
    asPerson: () => ask,
    ...{ person: 'mal', operator: 'admin', definer: 'owner', scratch, targets: [target] },
  });
  return { asked, of: (way: string) => results.find((one) => one.way === way), results };
}

/** The view of a person: two rows. */
const view: Record = [
  [/^SELECT \* FROM scrim\.hr\.people WHERE FALSE$/, []],
  [/^SELECT count\(\*\) FROM scrim\.hr\.people$/, [[2]]],
];
const inPlace: Record = [
  ...view,
  [/^SELECT id, name FROM lake\.hr\.people LIMIT 1$/, [[1, 'a']]],
  [/^SELECT id, name FROM lake\.hr\.people WHERE FALSE$/, []],
];
const differing = (foreign: number, unlike: number, rows: number): Record => [
  [/^SELECT count\(\*\) FROM \(.*EXCEPT.*NOT EXISTS/, [[unlike]]],
  [/^SELECT count\(\*\) FROM \(.*EXCEPT/, [[foreign]]],
  [/^SELECT count\(\*\) FROM lake\.hr\.people$/, [[rows]]],
];

describe('the ways past the views', () => {
  it('have names that tell them apart', () => {
    const names = ways.map(({ name, connectors }) => JSON.stringify([name, connectors]));
    expect(new Set(names).size).toBe(names.length);
  });

  it('are shut where Trino refuses them', async () => {
    const { results, of } = await tried(view, { scratch: ['own', 's'] });
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['shut', 'not tried']));
    expect(of('SELECT')).toEqual({
      on: 'lake.hr.people',
      way: 'SELECT',
      outcome: 'shut',
      what: 'Access Denied: Cannot access catalog lake',
    });
    expect(of('CREATE TABLE AS')?.what).toBe(
      'this user cannot create it in own.s: Access Denied: Cannot access catalog lake',
    );
  });

  it.each<[string, Record, string, string]>([
    ['the rows of the view', differing(0, 0, 2), 'in place', '2 rows, as the view shows them'],
    ['fewer rows', differing(0, 0, 1), 'in place', '1 row, as the view shows them; the view has 2 rows'],
    [
      'NULL for masked values',
      differing(2, 0, 2),
      'in place',
      '2 rows, as the view shows them; values of some masked columns are NULL',
    ],
    ['other values', differing(1, 1, 2), 'open', '1 row with values that the view does not show'],
    ['more rows', differing(0, 0, 3), 'open', 'it has 3 rows, and the view 2'],
    [
      'rows that cannot be compared',
      [[/EXCEPT/, '!no such type']],
      'open',
      'it cannot be compared with the view: Trino refuses: no such type',
    ],
  ])('are judged by the view: SELECT gives %s', async (_what, record, outcome, what) => {
    const { of } = await tried([...record, ...inPlace]);
    expect(of('SELECT')).toMatchObject({ outcome, what });
  });

  it('are open where a person has no view', async () => {
    const { of } = await tried(inPlace.filter(([pattern]) => !pattern.source.includes('scrim')));
    expect(of('SELECT')).toMatchObject({
      outcome: 'open',
      what: 'it reads the table, of which the user has no view',
      mend: expect.any(String),
    });
  });

  it('are open by a column that the view lacks', async () => {
    const { of } = await tried(
      [
        [/^SELECT count\(\*\) FROM lake\.hr\.people WHERE phone IS NOT NULL$/, [[1]]],
        [/^SELECT phone FROM lake\.hr\.people/, []],
        ...view,
      ],
      { target: { ...people, columns: ['phone'] } },
    );
    expect(of('SELECT')).toMatchObject({ outcome: 'open', what: 'it shows phone, which the view lacks' });
  });

  it('follow SELECT when they explain it', async () => {
    const explained: Record = [[/^EXPLAIN \(TYPE IO\)/, [['{}']]]];
    const plain = await tried([...explained, ...differing(0, 0, 2), ...inPlace]);
    expect(plain.of('EXPLAIN (TYPE IO)')).toMatchObject({ outcome: 'in place' });
    const { of } = await tried(explained);
    expect(of('EXPLAIN (TYPE IO)')).toMatchObject({
      outcome: 'open',
      what: 'it is answered, although SELECT is not',
    });
  });

  it.each([
    ['2', '7', 'in place'],
    ['1', '7', 'open'],
    ['2', '10', 'open'],
  ])('are judged by the bounds that SHOW STATS tells: %s to %s', async (low, high, outcome) => {
    const { of } = await tried([
      [/^SHOW STATS/, [['id', null, null, null, null, low, high]]],
      [/^SELECT CAST\(min\(id\)/, [['2', '9']]],
      ...differing(0, 0, 2),
      ...inPlace,
    ]);
    expect(of('SHOW STATS')).toMatchObject({ outcome });
  });

  it.each<[string, RegExp, Recorded, string]>([
    ['metadata table $files', /"people\$files"/, [[1]], 'open'],
    ['metadata table $files', /"people\$files"/, [], 'open'],
    ['hidden column $path', /count\("\$path"\)/, [[3]], 'open'],
    ['hidden column $path', /count\("\$path"\)/, [[0]], 'in place'],
    ['columns outside the data source', /count\(secret\)/, [[3]], 'open'],
    ['table function query', /FROM TABLE\(lake\.\S+query\W/, [[1]], 'open'],
    ['table function query', /FROM TABLE\(lake\.\S+query\W/, '!Missing argument: DATABASE', 'open'],
    ['table function query', /FROM TABLE\(lake\.\S+query\W/, '?the source is down', 'open'],
    ['table function query', /FROM TABLE\(lake\.\S+query\W/, '!Table function not registered', 'shut'],
    ['SHOW CREATE TABLE', /^SHOW CREATE TABLE/, [['CREATE TABLE']], 'names'],
    ['list system.jdbc.tables', /system\W+jdbc\.tables/, [[1]], 'names'],
    ['list system.jdbc.tables', /system\W+jdbc\.tables/, [], 'shut'],
    ['INSERT', /^EXPLAIN \(TYPE VALIDATE\) INSERT/, [[true]], 'open'],
    ['MERGE', /^EXPLAIN \(TYPE VALIDATE\) MERGE/, [[true]], 'open'],
    ['SET SESSION AUTHORIZATION to the definer', /^SELECT 1$/, [[1]], 'open'],
    ['SELECT', /^SELECT id, name/, '?the access control is down', 'failed'],
  ])('%s (%s), answered with %j, is %s', async (way, pattern, recorded, outcome) => {
    const { of } = await tried([[pattern, recorded], ...view]);
    expect(of(way)).toMatchObject({ outcome });
  });

  it('write only into the scratch schema, and leave nothing there', async () => {
    const { asked, of } = await tried(
      [
        [/^SELECT id, name FROM own/, [[1, 'a']]],
        [/^SELECT count\(\*\) FROM own/, [[3]]],
        [/^(CREATE|REFRESH|DROP)/, []],
        [/^EXECUTE scrim_doctor|^PREPARE/, denied],
        ...differing(0, 0, 3),
        ...view,
      ],
      { scratch: ['own', 's'] },
    );
    expect(of('CREATE TABLE AS')).toMatchObject({ outcome: 'open', what: 'it has 3 rows, and the view 2' });
    expect(of('CREATE MATERIALIZED VIEW')).toMatchObject({ outcome: 'open' });
    const writes = asked.filter(
      (text) => !/^(SELECT|EXPLAIN|SHOW|EXECUTE IMMEDIATE|PREPARE|EXECUTE) /.test(text),
    );
    const names = (verb: string) =>
      writes.flatMap((text) => (text.startsWith(verb) ? [/own\.s\.scrim_doctor_\w+/.exec(text)?.[0]] : []));
    expect(names('CREATE')).toHaveLength(8);
    expect(names('DROP')).toEqual(names('CREATE'));
    expect(names('CREATE')).not.toContain(undefined);
  });

  it('tell what they could not drop', async () => {
    const { of } = await tried([[/^CREATE TABLE/, []], ...view], { scratch: ['own', 's'] });
    expect(of('CREATE TABLE AS')?.what).toMatch(
      /; drop what is left: own\.s\.scrim_doctor_\w+, own\.s\.scrim/,
    );
  });
});
