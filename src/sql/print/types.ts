import type {
  ArrayType,
  DataType,
  DateTimeType,
  IntervalLiteral,
  IntervalType,
  MapType,
  NamedType,
  RowType,
  RowTypeField,
} from '../ast.js';
import type { Dialect } from '../dialect.js';
import { join, type Document } from './document.js';
import type { Printer } from './printer.js';

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/**
 * The named types of each dialect. Trino: "Data types" of its documentation and those of its bundled functions and connectors. Redshift:
 * "Data types" of the Database Developer Guide with its aliases.
 */
const typeNames: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  trino:
    words(`boolean tinyint smallint integer int bigint real double decimal varchar char varbinary json date uuid
    ipaddress hyperloglog p4hyperloglog setdigest qdigest tdigest geometry sphericalgeography bingtile kdbtree color
    jsonpath json2016 joniregexp re2jregexp likepattern codepoints unknown function objectid classifier regressor`),
  redshift:
    words(`smallint int2 integer int int4 bigint int8 decimal numeric real float4 double float8 float boolean bool
    char nchar bpchar varchar nvarchar text date geometry geography hllsketch super varbyte varbinary`),
};

/** Names that consist of more than one word. */
const spelling: Readonly<Record<Dialect, Readonly<Record<string, string>>>> = {
  trino: {},
  redshift: { double: 'double precision' },
};

export function spellNamedType(node: NamedType, printer: Printer): Document {
  const { dialect } = printer;
  if (!typeNames[dialect].has(node.name)) return printer.refuse(`type ${node.name}`, node);
  const name = spelling[dialect][node.name] ?? node.name;
  const parameters = node.parameters.map((parameter) => {
    if (parameter === 'max') printer.need('type parameter max', node);
    return typeof parameter === 'object' ? printer.spell(parameter) : String(parameter);
  });
  return parameters.length === 0 ? name : [name, '(', join(', ', parameters), ')'];
}

export function spellDateTimeType(node: DateTimeType, printer: Printer): Document {
  if (node.precision !== undefined) printer.need('precision of a time or timestamp type', node);
  const precision = node.precision === undefined ? '' : `(${node.precision})`;
  return `${node.name}${precision}${node.withTimeZone ? ' with time zone' : ''}`;
}

export const spellIntervalType = (node: IntervalType, printer: Printer): Document => {
  const units = [node.from, ...(node.to === undefined ? [] : [node.to])].join(' to ').toLowerCase();
  return `interval ${units}${secondDigits(node, printer)}`;
};

/** ` (3)`: the digits of a second's fraction. */
export function secondDigits(node: IntervalType | IntervalLiteral, printer: Printer): string {
  if (node.precision === undefined) return '';
  printer.need('digits of seconds in an INTERVAL', node);
  return ` (${node.precision})`;
}

export const spellRowType = (node: RowType, printer: Printer): Document => [
  'row(',
  join(', ', node.fields.map(printer.spell)),
  ')',
];

export const spellRowTypeField = (node: RowTypeField, printer: Printer): Document =>
  node.name === undefined
    ? printer.spell(node.type)
    : [printer.spell(node.name), ' ', printer.spell(node.type)];

export const spellArrayType = (node: ArrayType, printer: Printer): Document =>
  wrapped('array', printer, node.element);

export const spellMapType = (node: MapType, printer: Printer): Document =>
  wrapped('map', printer, node.key, node.value);

const wrapped = (name: string, printer: Printer, ...types: readonly DataType[]): Document => [
  name,
  '(',
  join(', ', types.map(printer.spell)),
  ')',
];
