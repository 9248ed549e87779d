import type { Cast, DateTimeType, Expression, NamedType, TypedLiteral } from '../ast.js';
import { call, cast, integer, string, type } from '../build.js';
import { refuse } from './translation.js';

/** Names of types; other types have no counterpart. */
const typeNames: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  tinyint: 'smallint',
  smallint: 'smallint',
  integer: 'integer',
  int: 'integer',
  bigint: 'bigint',
  real: 'real',
  double: 'double',
  decimal: 'decimal',
  varchar: 'varchar',
  date: 'date',
  varbinary: 'varbyte',
};

/** Redshift's longest text, in bytes. */
const longest = 65_535;

/**
 * Redshift counts the bytes of a varchar, with 256 as default, and a decimal has 18 digits by default. Trino counts characters, by default
 * without a limit, and a decimal has 38 digits.
 */
export function translateNamedType(node: NamedType): NamedType {
  const name = typeNames[node.name];
  if (name === undefined) return refuse(`counterpart of type ${node.name}`, 'redshift', node);
  const [first] = node.parameters;
  if (name === 'varchar') {
    if (typeof first !== 'number') return type(name, 'max');
    return first * 4 <= longest
      ? type(name, first * 4)
      : refuse('text of so many characters', 'redshift', node);
  }
  if (name === 'decimal' && first === undefined) return type(name, 38, 0);
  return name === node.name ? node : { ...node, name };
}

/** Redshift always keeps microseconds. */
export function translateDateTimeType(node: DateTimeType): DateTimeType {
  if ((node.precision ?? 0) > 6) {
    return refuse('time or timestamp type of more than 6 digits', 'redshift', node);
  }
  return node.precision === undefined ? node : { ...node, precision: undefined };
}

/** A cast to varchar(n) truncates to n characters, which needs LEFT in Redshift; its type already has 4n bytes. */
export function translateCast(node: Cast): Expression {
  if (node.safe) {
    return refuse('TRY_CAST that fails where that of Trino does', 'redshift', node, 'use CAST');
  }
  const [bytes] = node.type.kind === 'NamedType' && node.type.name === 'varchar' ? node.type.parameters : [];
  if (typeof bytes !== 'number') return node;
  return call('left', cast(node.value, type('varchar', 'max')), integer(bytes / 4));
}

const hasZone = /\d\s*([A-Za-z]|[+-]\d{1,2}(:?\d{2})?$)/;

/** In Trino, the text determines whether a timestamp has a time zone, and the number of digits of a decimal. */
export function translateTypedLiteral(node: TypedLiteral): Expression {
  const { type: of, value } = node;
  if (of.kind === 'DateTimeType') {
    const blank = value.indexOf(' ');
    const clock = of.name === 'time' ? value : blank === -1 ? '' : value.slice(blank + 1);
    return hasZone.test(clock) ? { ...node, type: { ...of, withTimeZone: true } } : node;
  }
  if (of.kind !== 'NamedType' || of.name === 'date') return node;
  if (of.name === 'decimal') {
    const [, sign, digits] = /^([+-]?)(\d+\.?\d*|\.\d+)$/.exec(value) ?? [];
    if (digits !== undefined) {
      const literal: Expression = { kind: 'DecimalLiteral', value: digits };
      return sign === '-' ? { kind: 'Unary', operator: '-', value: literal } : literal;
    }
    return refuse(`DECIMAL '${value}'`, 'redshift', node, 'write the number without its type');
  }
  return cast(string(value), of);
}
