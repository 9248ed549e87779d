import { attacks as plainAttacks, aim } from '../../src/trino/setup/attacks.js';
import type { AttackTarget } from '../../src/trino/setup/attacks.js';
import { print } from '../../src/sql/print/print.js';

/**
 * A query by which somebody tries to learn what is hidden from them: of row 3 that it is there, or what a masked value was. It
 * fails when it answers what it would on a copy of what they see.
 */
export interface LeakAttack {
  readonly name: string;
  /** What it tries, in words. */
  readonly tries: string;
  /**
   * @param t the view. `memory.default.probe` has the ids 1 to 5, `others` those without 3, `names` guesses of raw values
   * @returns undefined where the view lacks the column that it needs
   */
  readonly sql: (t: string, composite?: Composite) => string | undefined;
  /** It asks a JDBC source for arithmetic, so that it succeeds where such a source evaluates it before the row filter. */
  readonly arithmetic?: true;
  /** It raises an error where row 3 is seen. */
  readonly raises?: true;
}

/** The columns of a view whose values have parts. */
export type Composite = Pick<AttackTarget, 'nested' | 'list'>;

const own = { probe: ['memory', 'default', 'probe'], others: ['memory', 'default', 'others'] };

const onRows = plainAttacks.map(({ name, tries, arithmetic, raises, ...attack }): LeakAttack => ({
  name,
  tries,
  ...(arithmetic === undefined ? {} : { arithmetic }),
  ...(raises === undefined ? {} : { raises }),
  sql: (t, composite = {}) => {
    const target = { view: t.split('.'), id: 'id', hidden: 3, code: 'code', own, ...composite };
    const aimed = aim({ name, tries, ...attack }, target);
    return aimed && print(aimed, 'trino');
  },
}));

/** Attacks on hidden rows that are not SQL of a query alone, or depend on the rows of these tests. */
const more: readonly LeakAttack[] = [
  {
    name: 'cast',
    tries: 'a cast that fails at, and so shows, the value in row 3',
    sql: (t) => `SELECT id FROM ${t} WHERE CAST(code AS bigint) >= 0`,
  },
  {
    name: 'prepared statement',
    tries: 'an error by a parameter',
    sql: (t) => `EXECUTE IMMEDIATE 'SELECT id FROM ${t} WHERE 1 / (id - ?) > -10' USING 3`,
    arithmetic: true,
  },
];

const onMaskedValues: readonly LeakAttack[] = [
  {
    name: 'masked value: equals',
    tries: 'a guess of a raw value',
    sql: (t) => `SELECT id FROM ${t} WHERE name = 'Ada'`,
  },
  {
    name: 'masked value: LIKE',
    tries: 'its first letter',
    sql: (t) => `SELECT id FROM ${t} WHERE name LIKE 'A%'`,
  },
  {
    name: 'masked value: order',
    tries: 'the order of raw values',
    sql: (t) => `SELECT id FROM ${t} ORDER BY name, id`,
  },
  {
    name: 'masked value: top rows',
    tries: 'the order of raw numbers',
    sql: (t) => `SELECT id FROM ${t} ORDER BY salary DESC, id LIMIT 1`,
  },
  {
    name: 'masked value: range',
    tries: 'to close in on a raw number',
    sql: (t) => `SELECT id FROM ${t} WHERE salary BETWEEN 190 AND 210`,
  },
  {
    name: 'masked value: division',
    tries: 'an error at a raw number',
    sql: (t) => `SELECT id FROM ${t} WHERE 1 / (salary - 200) > -10`,
  },
  {
    name: 'masked value: cast',
    tries: 'an error that tells the raw text',
    sql: (t) => `SELECT id FROM ${t} WHERE IF(id = 1, CAST(name AS bigint)) = 1`,
  },
  {
    name: 'masked value: aggregates',
    tries: 'bounds, middle and sum of raw values',
    sql: (t) =>
      `SELECT min(name), max(name), min(salary), max(salary), approx_percentile(salary, 0.5), sum(salary) FROM ${t}`,
  },
  {
    name: 'masked value: groups',
    tries: 'groups of raw values',
    sql: (t) => `SELECT salary, count(DISTINCT name) FROM ${t} GROUP BY salary`,
  },
  {
    name: 'masked value: join',
    tries: 'a table of guesses',
    sql: (t) =>
      `SELECT v.id FROM ${t} v JOIN memory.default.names n ON v.name = n.name OR v.salary = n.salary`,
  },
];

/** Attacks on hidden rows and masked values; the threat model is checked against this list. */
export const attacks: readonly LeakAttack[] = [...onRows, ...more, ...onMaskedValues];
