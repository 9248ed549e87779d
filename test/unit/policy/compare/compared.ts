import type { Platform } from '../../../../src/model/data-source.js';
import { platformTraits } from '../../../../src/platforms/index.js';
import type { Compared } from '../../../../src/policy/compare/compared.js';
import type { RowDecision, SettledExpression } from '../../../../src/policy/shown.js';
import type { Expression } from '../../../../src/sql/ast.js';
import { rowReference } from '../../../../src/sql/build.js';
import { parseExpression } from '../../../../src/sql/parse/index.js';
import { transform } from '../../../../src/sql/transform.js';

/** The columns of the tables of cases. */
const columnTypes: Readonly<Record<string, string>> = {
  id: 'bigint',
  small: 'integer',
  amount: 'decimal(12, 2)',
  huge: 'decimal(38, 0)',
  ratio: 'double',
  part: 'real',
  region: 'varchar',
  short: 'varchar(3)',
  code: 'char(5)',
  day: 'date',
  at: 'timestamp(3)',
  zoned: 'timestamp(3) with time zone',
  flag: 'boolean',
  uid: 'uuid',
  exact: 'timestamp(9)',
  list: 'array(json)',
};

export const columnOf = (name: string) => ({ name, type: columnTypes[name] ?? 'varchar', tags: [] });

/** @see columnTypes */
export const comparedOn = (platform: Platform = 'trino'): Compared => ({
  platform,
  typeOf: (name) => platformTraits[platform].typeOf(columnOf(name)),
});

/** A condition over the row, as decisions hold it. */
export function settled(text: string): SettledExpression {
  const expression = transform(parseExpression(text, 'trino', { policyFunctions: true }), {
    ColumnReference: (node) => (node.parts[0] === undefined ? node : rowReference(node.parts[0].value)),
  }) as Expression;
  return { text, expression };
}

export const where = (text: string): RowDecision => ({ type: 'custom', ...settled(text), policy: 'p' });

/** A change that is the same looked at from its end. */
export const backwards = {
  equal: 'equal',
  narrower: 'wider',
  wider: 'narrower',
  different: 'different',
} as const;
