import fc from 'fast-check';

/**
 * A generated query of a reader over the view `t`, which raises an error in row 3 and in no other: over the rows that are seen it is answered
 * as if the row were not there, whatever Trino evaluates first. Own tables that are joined by `id` have no 3, since Trino may compute the condition
 * from their rows.
 */
export interface GeneratedAttack {
  readonly sql: (t: string) => string;
}

const hidden = fc.constantFrom(
  'id = 3',
  'id BETWEEN 3 AND 3',
  'id > 2 AND id < 4',
  "code = 'x-hidden'",
  'id IN (3, 99)',
  'nullif(id, 3) IS NULL',
);
const failing = fc.constantFrom(
  '1 / (id - id) = 0',
  '7 % (id - id) = 0',
  "CAST('x' || code AS bigint) = 0",
  'CAST(fail(code) AS boolean)',
  'ARRAY[1, 2][id + 9] = 1',
  "json_parse('{' || code) IS NULL",
  'CAST(id + 1000 AS tinyint) = 0',
);
const random = fc.constantFrom('', ' AND random() < 2', ' AND random() >= 0');

/** Conditions that raise an error in row 3 only; all others pass. */
const raising = fc.oneof(
  fc
    .tuple(hidden, random, failing)
    .map(([where, chance, fails]) => `IF((${where})${chance}, ${fails}, true)`),
  fc
    .tuple(hidden, random, failing)
    .map(([where, chance, fails]) => `CASE WHEN (${where})${chance} THEN ${fails} ELSE true END`),
  fc.constantFrom(
    '1 / (id - 3) > -10',
    '7 % (id - 3) > -10',
    "ROW(nullif(id, 3), 1) < ROW(BIGINT '9223372036854775807', 1)",
    "ARRAY[nullif(id, 3)] < ARRAY[BIGINT '9223372036854775807']",
    "greatest(ARRAY[nullif(id, 3)], ARRAY[BIGINT '0']) IS NOT NULL",
  ),
);
const total = fc.constantFrom(
  'id >= 0',
  "code <> 'nothing'",
  'id IN (SELECT id FROM memory.default.others)',
  'EXISTS (SELECT 1 FROM memory.default.probe WHERE probe.id >= s.id)',
  'random() >= 0',
  'region IS NOT NULL',
  "name LIKE '%'",
  'id < 2 OR id > 0',
);

/** The condition among others that raise nothing, in either order. */
const condition = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    raising,
    fc.tuple(tie('condition'), total).map(([one, other]) => `(${one}) AND (${other})`),
    fc.tuple(total, tie('condition')).map(([one, other]) => `(${one}) AND (${other})`),
    tie('condition').map((one) => `NOT (NOT (${one}))`),
    tie('condition').map((one) => `coalesce((${one}), true)`),
    tie('condition').map((one) => `IF((${one}), true, false)`),
    fc.tuple(tie('condition'), tie('condition')).map(([one, other]) => `(${one}) AND (${other})`),
  ),
})).condition;

const query = fc.constantFrom<(t: string, where: string) => string>(
  (t, where) => `SELECT id FROM ${t} AS s WHERE ${where}`,
  (t, where) => `SELECT count(*) FROM (SELECT s.*, ${where} AS b FROM ${t} AS s) AS u WHERE b`,
  (t, where) => `SELECT count(*) FROM (SELECT * FROM ${t} AS s WHERE ${where}) AS u`,
  (t, where) => `SELECT region, max(id) FROM ${t} AS s WHERE ${where} GROUP BY region`,
  (t, where) =>
    `SELECT s.id FROM (SELECT * FROM ${t} AS s WHERE ${where}) AS s JOIN memory.default.others AS p ON s.id = p.id`,
  (t, where) => `SELECT id FROM (SELECT id FROM ${t} AS s WHERE ${where} UNION ALL SELECT id FROM ${t}) AS u`,
  (t, where) => `SELECT id, count(*) OVER (PARTITION BY region) FROM ${t} AS s WHERE ${where}`,
  (t, where) => `SELECT id FROM memory.default.others WHERE id IN (SELECT id FROM ${t} AS s WHERE ${where})`,
  (t, where) => `WITH w AS (SELECT * FROM ${t} AS s WHERE ${where}) SELECT DISTINCT region FROM w`,
);

/** @see GeneratedAttack */
export const generatedAttack: fc.Arbitrary<GeneratedAttack> = fc
  .tuple(query, condition)
  .map(([around, where]) => ({ sql: (t: string) => around(t, where), toString: () => around('t', where) }));
