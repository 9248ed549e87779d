import { describe, expect, it } from '@jest/globals';

import { column } from '../../../src/sql/build.js';
import { parseDataType } from '../../../src/sql/parse/index.js';
import { print } from '../../../src/sql/print/print.js';
import { icebergColumn } from '../../../src/types/iceberg-column.js';
import type { IcebergType } from '../../../src/types/iceberg-type.js';
import { expectDocument } from './expect-document.js';

/** The types of Trino 476, in the order of its documentation, with examples of nested ones. */
const scalars = [
  'boolean',
  'tinyint',
  'smallint',
  'integer',
  'bigint',
  'real',
  'double',
  'decimal(12, 2)',
  'varchar',
  'varchar(25)',
  'char(3)',
  'varbinary',
  'json',
  'date',
  'time(3)',
  'time(9)',
  'time(3) with time zone',
  'timestamp(3)',
  'timestamp(6)',
  'timestamp(9)',
  'timestamp(3) with time zone',
  'timestamp(9) with time zone',
  'interval year to month',
  'interval day to second',
  'ipaddress',
  'uuid',
  'HyperLogLog',
  'P4HyperLogLog',
  'SetDigest',
  'qdigest(double)',
  'tdigest',
  'Geometry',
  'SphericalGeography',
  'BingTile',
  'ObjectId',
  'unknown',
  'KdbTree',
  'Color',
  'JsonPath',
  'json2016',
  'CodePoints',
  'JoniRegExp',
  'LikePattern',
  'Regressor',
  'Classifier(bigint)',
  'Model',
];
const nested = [
  'array(smallint)',
  'array(char(3))',
  'array(timestamp(9))',
  'array(interval year to month)',
  'array(json)',
  'array(Geometry)',
  'map(varchar(2), tinyint)',
  'map(bigint, json)',
  'map(json, bigint)',
  'row(a integer, b varchar(3))',
  'row(integer, varchar)',
  'row(a json, b bigint)',
  'row(a json, b varbinary)',
  'row(a bigint, a bigint)',
  'array(row(at timestamp(9), ip ipaddress))',
];

const icebergText = (type: IcebergType): string => {
  if (typeof type === 'string') return type;
  if (type.type === 'list') return `list<${icebergText(type.element)}>`;
  if (type.type === 'map') return `map<${icebergText(type.key)}, ${icebergText(type.value)}>`;
  return `struct<${type.fields.map(({ name, type: inner }) => `${name}: ${icebergText(inner)}`).join(', ')}>`;
};

const code = (text: string): string => `\`${text}\``;

function rowOf(text: string): string {
  const decision = icebergColumn(parseDataType(text, 'trino'));
  if (decision.kind === 'hidden') return `| ${code(text)} | not shown | | | ${decision.reason} |`;
  const shown = print(decision.trino, 'trino');
  const cells = [code(text), code(shown), code(icebergText(decision.iceberg))];
  return decision.kind === 'kept'
    ? `| ${cells.join(' | ')} | as it is | |`
    : `| ${cells.join(' | ')} | ${code(print(decision.show(column('c')), 'trino'))} | ${decision.loss}${decision.loss === '' ? '' : ' '}|`;
}

const table = (types: readonly string[]): string =>
  [
    '| type of the raw column `c` | type in the view | in the Iceberg schema | shown as | lost |',
    '| --- | --- | --- | --- | --- |',
    ...types.map(rowOf),
  ].join('\n');

const document = () => `# How the types of Trino are shown

Trino takes the column types of scrim's views from an Iceberg schema, and Iceberg has fewer types than Trino. For every
type of Trino 476, this table shows the type in the view. \`npm run docs\` writes it from the code that makes the views. Every
conversion was tested on a Trino 476: the view loads and returns the value.

- *As it is*: if the types differ, Trino converts the value itself. Predicates on the column can still be pushed down to the source.
- *An expression*: without the expression Trino refuses the view ("stale or in invalid state"). Trino then evaluates
  predicates on the column, and the source does not.
- *Not shown*: the column is not in the view, and \`scrim datasource add\` reports it. The other columns are shown.

## Simple types

${table(scalars)}

Types with other names are not shown.

## Arrays, maps and rows

A nested type is shown if all of its parts can be shown. If a part needs a conversion, the whole value is cast. A part whose
conversion is not a CAST cannot be converted inside another value. A value that contains \`json\` is shown as one JSON text
if Trino can cast the whole value to JSON. Unnamed fields of a row are named \`field0\`, \`field1\`, … by their position.

${table(nested)}

## Notes

- A \`char\` inside an array, map or row keeps the blanks at its end, because a CAST keeps them.
- Sketches are shown as bytes: \`CAST(c AS HyperLogLog)\`, \`CAST(c AS qdigest(double))\` and so on convert them back.
- If rounding makes two keys of a \`map\` equal, the query fails ("duplicate keys"). No entry is dropped.
- Trino does not support Iceberg's type for nanoseconds: it refuses a view whose schema has \`timestamp_ns\`.
`;

describe('docs/types.md', () => {
  it('is what the code decides', () => {
    expectDocument('types.md', document());
  });

  it('has a decision for each type', () => {
    expect(new Set([...scalars, ...nested]).size).toBe(scalars.length + nested.length);
  });
});
