import type {
  Binary,
  Cast,
  CurrentValue,
  DateTimeType,
  DecimalLiteral,
  DoubleLiteral,
  Expression,
  Extract,
  IntervalLiteral,
  IsTruth,
  Like,
  NamedType,
  PosixMatch,
  SortItem,
  TypedLiteral,
  Unary,
} from '../ast.js';
import { boolean, call, cast, dateTimeType, isNull, not, string, type } from '../build.js';
import { decimalHint, decimalQuotient, sameQuotient } from './quotients.js';
import { redshiftTypeNames } from './redshift-type-names.js';
import { refuse } from './translation.js';

const no = (construct: string, node: Parameters<typeof refuse>[2], hint?: string): never =>
  refuse(construct, 'trino', node, hint);

/** Whether a pattern has the same meaning in Java: a literal without bracket classes and backslashes. */
export function translatePosixMatch(node: PosixMatch): Expression {
  if (node.pattern.kind !== 'StringLiteral' || /\[[:.=]|\\/.test(node.pattern.value)) {
    return no('counterpart of this regular expression', node);
  }
  const matches = call('regexp_like', node.value, node.pattern);
  return node.negated ? not(matches) : matches;
}

/** Redshift sorts NULL first in descending order; Trino always sorts it last. */
export const translateSortItem = (node: SortItem): SortItem =>
  node.descending && node.nulls === undefined ? { ...node, nulls: 'FIRST' } : node;

const typeNames: ReadonlyMap<string, string> = new Map([
  ...redshiftTypeNames,
  ['varbyte', 'varbinary'],
  ['varbinary', 'varbinary'],
]);

/** A text type that is long enough for every use becomes one without a limit. A shorter one truncates by bytes, which Trino cannot do. */
export function translateNamedType(node: NamedType): NamedType {
  const name = typeNames.get(node.name);
  if (name === undefined) return no(`counterpart of type ${node.name}`, node);
  if (name === 'varchar') {
    return node.parameters[0] === 'max' || node.parameters[0] === 65_535
      ? type(name)
      : no(`counterpart of a text of so many bytes`, node, 'write varchar(max)');
  }
  if (name === 'decimal' && node.parameters.length === 0) return type(name, 18, 0);
  if (name === 'varbinary') return type(name);
  return name === node.name ? node : { ...node, name };
}

/** Redshift keeps microseconds. */
export const translateDateTimeType = (node: DateTimeType): DateTimeType =>
  node.precision === undefined ? { ...node, precision: 6 } : node;

export const translateCast = (node: Cast): Cast =>
  node.safe ? no('TRY_CAST that fails where that of Redshift does', node, 'use CAST') : node;

/** A literal of a type with parameters is a cast; a timestamp has its zone in its text. */
export function translateTypedLiteral(node: TypedLiteral): Expression {
  const { type: of, value } = node;
  if (of.kind === 'DateTimeType') {
    return of.withTimeZone ? cast(string(value), of) : { ...node, type: dateTimeType(of.name) };
  }
  return of.kind === 'NamedType' && of.name === 'date' ? node : cast(string(value), of);
}

/** A number with an exponent is a decimal in Redshift, so it is written without the exponent. */
export function translateDouble(node: DoubleLiteral): DecimalLiteral {
  const [, whole = '', rest = '', power = '0'] = /^([0-9]*)\.?([0-9]*)E([+-]?[0-9]+)$/.exec(node.value) ?? [];
  const exponent = Number(power);
  const digits = whole + rest;
  const point = whole.length + exponent;
  if (Math.abs(point) > 38) return no('decimal of so many digits', node);
  const before = digits
    .slice(0, Math.max(point, 0))
    .padEnd(Math.max(point, 0), '0')
    .replace(/^0+(?=[0-9])/, '');
  const behind = '0'.repeat(Math.max(-point, 0)) + digits.slice(Math.max(point, 0));
  if (before.length + behind.length > 38) return no('decimal of so many digits', node);
  return { kind: 'DecimalLiteral', value: `${before === '' ? '0' : before}.${behind}` };
}

export function translateInterval(node: IntervalLiteral): IntervalLiteral {
  if (node.precision !== undefined) return no('digits of seconds in an INTERVAL', node);
  return node.from === undefined ? no('INTERVAL literal without its unit', node) : node;
}

/** Without ESCAPE, a backslash escapes in Redshift; Trino needs an explicit ESCAPE. ILIKE compares in lower case. */
export function translateLike(node: Like): Like {
  if (node.operator === 'SIMILAR TO') return no('SIMILAR TO', node, 'use LIKE, or a regular expression');
  const escape = node.escape ?? (canEscape(node.pattern) ? string('\\') : undefined);
  if (node.operator === 'LIKE') return escape === node.escape ? node : { ...node, escape };
  if (escape !== undefined && (escape.kind !== 'StringLiteral' || /\p{L}/u.test(escape.value))) {
    return no('ILIKE whose ESCAPE may be a letter', node);
  }
  const [value, pattern] = [call('lower', node.value), call('lower', node.pattern)];
  return { ...node, operator: 'LIKE', value, pattern, escape };
}

const canEscape = (pattern: Expression): boolean =>
  pattern.kind !== 'StringLiteral' || pattern.value.includes('\\');

/** IS UNKNOWN is IS NULL; the others are comparisons that are never NULL. */
export function translateIsTruth({ value, truth, negated }: IsTruth): Expression {
  if (truth === 'UNKNOWN') return { ...isNull(value), negated };
  return {
    kind: 'IsDistinctFrom',
    left: value,
    right: boolean(truth === 'TRUE'),
    negated: !negated,
  };
}

const fields: ReadonlySet<string> = new Set([
  'YEAR',
  'QUARTER',
  'MONTH',
  'WEEK',
  'DAY',
  'DOY',
  'HOUR',
  'MINUTE',
]);

export const translateExtract = (node: Extract): Extract =>
  fields.has(node.field) ? node : no(`counterpart of extract(${node.field} …)`, node);

export function translateCurrentValue(node: CurrentValue): CurrentValue {
  switch (node.name) {
    case 'CURRENT_USER':
    case 'CURRENT_DATE':
      return node;
    case 'SYSDATE':
      return { kind: 'CurrentValue', name: 'LOCALTIMESTAMP', precision: 6 };
    default:
      return no(`counterpart of ${node.name}`, node);
  }
}

export function translateUnary(node: Unary): Expression {
  switch (node.operator) {
    case '-':
    case '+':
      return node;
    case '@':
      return call('abs', node.value);
    case '|/':
      return call('sqrt', node.value);
    case '||/':
      return call('cbrt', node.value);
    default:
      return no(`operator ${node.operator}`, node);
  }
}

export function translateBinary(node: Binary): Expression {
  switch (node.operator) {
    case '^':
      return call('power', node.left, node.right);
    case '&':
    case '|':
    case '#':
    case '<<':
    case '>>':
      return no(`operator ${node.operator}`, node);
    case '/':
      return sameQuotient(node, 'redshift') ? node : no(decimalQuotient, node, decimalHint);
    default:
      return node;
  }
}
