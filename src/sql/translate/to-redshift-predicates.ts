import type {
  Binary,
  CurrentValue,
  Expression,
  Extract,
  IntervalLiteral,
  IsDistinctFrom,
  Like,
} from '../ast.js';
import { boolean, call, cast, equals, isNull, not, searchedCase, string } from '../build.js';
import { decimalHint, decimalQuotient, sameQuotient } from './quotients.js';
import { refuse } from './translation.js';

/** NULL is not distinct from NULL. */
export function translateIsDistinctFrom({ left, right, negated }: IsDistinctFrom): Expression {
  const notDistinct = searchedCase(
    [
      [isNull(left), isNull(right)],
      [isNull(right), boolean(false)],
    ],
    equals(left, right),
  );
  return negated ? notDistinct : not(notDistinct);
}

/** Without ESCAPE a backslash is a character in Trino and escapes in Redshift. */
export function translateLike(node: Like): Like {
  if (node.escape !== undefined) return node;
  if (node.pattern.kind !== 'StringLiteral') {
    return { ...node, pattern: call('replace', node.pattern, string('\\'), string('\\\\')) };
  }
  return node.pattern.value.includes('\\')
    ? { ...node, pattern: string(node.pattern.value.replaceAll('\\', '\\\\')) }
    : node;
}

const fields: Readonly<Record<string, string>> = {
  YEAR: 'YEAR',
  QUARTER: 'QUARTER',
  MONTH: 'MONTH',
  WEEK: 'WEEK',
  DAY: 'DAY',
  DAY_OF_MONTH: 'DAY',
  DAY_OF_YEAR: 'DOY',
  DOY: 'DOY',
  HOUR: 'HOUR',
  MINUTE: 'MINUTE',
};

export function translateExtract(node: Extract): Extract {
  const field = fields[node.field];
  if (field === undefined) return refuse(`counterpart of extract(${node.field} …)`, 'redshift', node);
  return field === node.field ? node : { ...node, field };
}

/** The sign goes before the literal. */
export const translateInterval = (node: IntervalLiteral): Expression =>
  node.negative ? { kind: 'Unary', operator: '-', value: { ...node, negative: false } } : node;

const now: Expression = { kind: 'CurrentValue', name: 'SYSDATE' };

/** SYSDATE is the start time of the transaction, without a zone. */
export function translateCurrentValue(node: CurrentValue): Expression {
  switch (node.name) {
    case 'CURRENT_USER':
    case 'CURRENT_DATE':
      return node;
    case 'LOCALTIMESTAMP':
      return now;
    case 'CURRENT_TIMESTAMP':
      return cast(now, { kind: 'DateTimeType', name: 'timestamp', withTimeZone: true });
    case 'CURRENT_CATALOG':
      return call('current_database');
    case 'CURRENT_SCHEMA':
      return call('current_schema');
    default:
      return refuse(`counterpart of ${node.name}`, 'redshift', node);
  }
}

export const translateBinary = (node: Binary): Binary =>
  node.operator === '/' && !sameQuotient(node, 'trino')
    ? refuse(decimalQuotient, 'redshift', node, decimalHint)
    : node;
