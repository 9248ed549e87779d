import type { Dialect } from '../../../../src/sql/dialect.js';
import { parseDataType } from '../../../../src/sql/parse/index.js';
import {
  parseMaskExpression,
  parsePredicate,
  type RowExpressionReading,
} from '../../../../src/sql/safe/parse-predicate.js';
import type { RowRules } from '../../../../src/sql/safe/rules.js';

/** A data source with a column of each sort that matters, two lookup tables, and functions that an administrator allows. */
export function sampleRules(dialect: Dialect): RowRules {
  const column = (name: string, type: string) => ({ name, type: parseDataType(type, dialect) });
  return {
    columns: [
      column('id', 'bigint'),
      column('name', 'varchar'),
      column('region', 'varchar'),
      column('active', 'boolean'),
      column('created', 'timestamp'),
      column('seen', 'timestamp with time zone'),
      { name: 'tags' },
      column('address', dialect === 'trino' ? 'row(city varchar)' : 'super'),
      column('amount', 'decimal(10, 2)'),
    ],
    lookupTables: [
      {
        name: ['ref', 'hr', 'territories'],
        columns: [{ name: 'person' }, { name: 'region' }, { name: 'country' }],
      },
      {
        name: ['ref', 'hr', 'grants'],
        columns: [column('since', 'timestamp'), column('until', 'timestamp with time zone')],
      },
      { name: ['ref', 'hr', 'countries'], columns: [{ name: 'code' }, { name: 'country' }] },
    ],
    extra: [{ name: 'my_udf', arity: [1, 2] }, { name: 'regexp_like' }, { name: 'sum' }],
  };
}

export const readPredicate = (text: string, dialect: Dialect = 'trino'): RowExpressionReading =>
  parsePredicate(text, dialect, sampleRules(dialect));

export const readMask = (text: string, dialect: Dialect = 'trino'): RowExpressionReading =>
  parseMaskExpression(text, dialect, sampleRules(dialect));

/** All that is wrong with a text, each as `line:column: message`. */
export const problemsOf = (reading: RowExpressionReading): readonly string[] =>
  reading.ok ? [] : reading.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
