import { attacks as plainAttacks, aim } from '../../src/trino/setup/attacks.js';
import type { AttackTarget } from '../../src/trino/setup/attacks.js';
import { print } from '../../src/sql/print/print.js';

/**
 * A query by which a reader tries to learn something hidden: that row 3 exists, or the raw value of a masked cell. It
 * fails if its answer is the same as on a copy of what the reader sees.
 */
export interface LeakAttack {
  readonly name: string;
  /** What the attack does, in words. */
  readonly tries: string;
  /**
   * @param t the view. `memory.default.probe` has the ids 1 to 5, `others` those without 3, `names` guesses of raw values
   * @returns undefined if the view lacks a column that the attack needs
   */
  readonly sql: (t: string, composite?: Composite) => string | undefined;
  /** Set if a JDBC source could compute its arithmetic. The attack succeeds if the source does so before the row filter. */
  readonly arithmetic?: true;
  /** Set if the attack raises an error when it reads row 3. */
  readonly raises?: true;
}

/** The ROW and ARRAY columns of a view. */
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

/** Attacks on hidden rows that are more than one query, or that depend on the rows of these tests. */
const more: readonly LeakAttack[] = [
  {
    name: 'cast',
    tries: 'a cast that fails in row 3; its error message shows the value',
    sql: (t) => `SELECT id FROM ${t} WHERE CAST(code AS bigint) >= 0`,
  },
  {
    name: 'prepared statement',
    tries: 'an error that depends on a parameter',
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
    tries: 'a guess of the first letter',
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
    tries: 'ranges that close in on a raw number',
    sql: (t) => `SELECT id FROM ${t} WHERE salary BETWEEN 190 AND 210`,
  },
  {
    name: 'masked value: division',
    tries: 'an error at a raw number',
    sql: (t) => `SELECT id FROM ${t} WHERE 1 / (salary - 200) > -10`,
  },
  {
    name: 'masked value: cast',
    tries: 'an error whose message shows the raw text',
    sql: (t) => `SELECT id FROM ${t} WHERE IF(id = 1, CAST(name AS bigint)) = 1`,
  },
  {
    name: 'masked value: aggregates',
    tries: 'minimum, maximum, median and sum of raw values',
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
    tries: 'a join with a table of guesses',
    sql: (t) =>
      `SELECT v.id FROM ${t} v JOIN memory.default.names n ON v.name = n.name OR v.salary = n.salary`,
  },
];

/** Attacks on hidden rows and masked values; the threat model is checked against this list. */
export const attacks: readonly LeakAttack[] = [...onRows, ...more, ...onMaskedValues];
