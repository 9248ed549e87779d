import { didYouMean } from '../../base/nearest.js';
import type { DataType, NamedType } from '../ast.js';
import { fold } from '../safe/rules.js';
import { nodesOf } from '../visit.js';
import * as types from './type.js';
import type { Type } from './type.js';

/** The names of types in Trino 476, each with its meaning without parameters. */
const byName: Readonly<Record<string, Type>> = {
  boolean: types.boolean,
  tinyint: types.tinyint,
  smallint: types.smallint,
  integer: types.integer,
  int: types.integer,
  bigint: types.bigint,
  real: types.real,
  double: types.double,
  varchar: types.varchar(),
  char: types.char(1),
  decimal: types.decimal(38, 0),
  numeric: types.decimal(38, 0),
  dec: types.decimal(38, 0),
  varbinary: types.varbinary,
  date: types.date,
  json: types.json,
  ...Object.fromEntries(
    [
      ...['uuid', 'ipaddress', 'objectid', 'unknown', 'hyperloglog', 'p4hyperloglog', 'setdigest', 'qdigest'],
      ...[
        'tdigest',
        'geometry',
        'sphericalgeography',
        'bingtile',
        'kdbtree',
        'color',
        'jsonpath',
        'json2016',
      ],
      ...['codepoints', 'joniregexp', 're2jregexp', 'likepattern', 'regressor', 'classifier', 'model'],
    ].map((name) => [name, types.named(name)]),
  ),
};

/** Trino's names for the types of other databases. */
const elsewhere: Readonly<Record<string, string>> = {
  string: 'varchar',
  text: 'varchar',
  nvarchar: 'varchar',
  clob: 'varchar',
  bool: 'boolean',
  byte: 'tinyint',
  short: 'smallint',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  int32: 'integer',
  int64: 'bigint',
  long: 'bigint',
  hugeint: 'decimal(38, 0)',
  number: 'decimal',
  float: 'real',
  float4: 'real',
  float8: 'double',
  float32: 'real',
  float64: 'double',
  datetime: 'timestamp',
  timestamptz: 'timestamp with time zone',
  timetz: 'time with time zone',
  bytes: 'varbinary',
  bytea: 'varbinary',
  binary: 'varbinary',
  blob: 'varbinary',
  jsonb: 'json',
  list: 'array',
  struct: 'row',
};

/** The message for a type whose name, or the name of a type inside it, is unknown in Trino 476. */
export function unknownTypeProblem(type: DataType): string | undefined {
  const found = nodesOf(type, 'NamedType').find(({ name }) => !Object.hasOwn(byName, name));
  if (found === undefined) return undefined;
  const meant = Object.hasOwn(elsewhere, found.name) ? elsewhere[found.name] : undefined;
  const hint =
    meant === undefined
      ? didYouMean(found.name, [...Object.keys(byName), 'timestamp', 'time', 'array', 'map', 'row'])
      : `; write ${meant}`;
  return `Trino has no type '${found.name}'${hint === '' ? '; docs/types.md lists the types' : hint}`;
}

/** A type of Trino's SQL; a type with an unknown name is `any`. */
export function trinoType(type: DataType): Type {
  switch (type.kind) {
    case 'NamedType':
      return namedType(type);
    case 'DateTimeType': {
      const precision = type.precision ?? 3;
      if (type.name === 'time') return type.withTimeZone ? types.zonedTime(precision) : types.time(precision);
      return type.withTimeZone ? types.zonedTimestamp(precision) : types.timestamp(precision);
    }
    case 'IntervalType':
      return type.from === 'YEAR' || type.from === 'MONTH' ? types.monthsInterval : types.daysInterval;
    case 'ArrayType':
      return types.array(trinoType(type.element));
    case 'MapType':
      return types.map(trinoType(type.key), trinoType(type.value));
    case 'RowType':
      return types.row(
        type.fields.map((field) => trinoType(field.type)),
        type.fields.map(({ name }) => name && fold(name.value)),
      );
  }
}

function namedType({ name, parameters }: NamedType): Type {
  const known = Object.hasOwn(byName, name) ? byName[name] : undefined;
  if (known === undefined) return types.any;
  const [first, second] = parameters.map((parameter) =>
    typeof parameter === 'number' ? parameter : undefined,
  );
  switch (known.base) {
    case 'varchar':
      return types.varchar(first);
    case 'char':
      return types.char(first ?? 1);
    case 'decimal':
      return types.decimal(first ?? 38, second ?? 0);
    default:
      return known.base === 'qdigest' ? types.any : known;
  }
}
