import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { DataType, DateTimeType, Expression } from '../sql/ast.js';
import { arrayType, column, mapType, type as namedType } from '../sql/build.js';
import { icebergColumn } from './iceberg-column.js';
import type { IcebergType } from './iceberg-type.js';
import { countIds } from './iceberg-type.js';

const time = (name: DateTimeType['name'], precision?: number, withTimeZone = false): DataType => ({
  kind: 'DateTimeType',
  name,
  withTimeZone,
  precision,
});
const row = (...fields: readonly (readonly [string | undefined, DataType])[]): DataType => ({
  kind: 'RowType',
  fields: fields.map(([name, type]) => ({
    kind: 'RowTypeField',
    name: name === undefined ? undefined : { kind: 'Identifier', value: name, quoted: false },
    type,
  })),
});
const interval: DataType = { kind: 'IntervalType', from: 'YEAR', to: 'MONTH' };
const varchar = namedType('varchar');
const varbinary = namedType('varbinary');
const integer = namedType('integer');
const json = namedType('json');
const char = namedType('char', 3);

const list = (element: IcebergType, id = 1): IcebergType => ({
  type: 'list',
  'element-id': id,
  'element-required': false,
  element,
});

describe('icebergColumn, types that are shown', () => {
  const cases: readonly (readonly [string, DataType, 'kept' | 'cast', DataType, IcebergType])[] = [
    ['boolean', namedType('boolean'), 'kept', namedType('boolean'), 'boolean'],
    ['tinyint', namedType('tinyint'), 'kept', integer, 'int'],
    ['smallint', namedType('smallint'), 'kept', integer, 'int'],
    ['integer', integer, 'kept', integer, 'int'],
    ['bigint', namedType('bigint'), 'kept', namedType('bigint'), 'long'],
    ['real', namedType('real'), 'kept', namedType('real'), 'float'],
    ['double', namedType('double'), 'kept', namedType('double'), 'double'],
    ['decimal', namedType('decimal'), 'kept', namedType('decimal', 38, 0), 'decimal(38, 0)'],
    ['decimal(5)', namedType('decimal', 5), 'kept', namedType('decimal', 5, 0), 'decimal(5, 0)'],
    ['decimal(12,2)', namedType('decimal', 12, 2), 'kept', namedType('decimal', 12, 2), 'decimal(12, 2)'],
    ['varchar', varchar, 'kept', varchar, 'string'],
    ['varchar(25)', namedType('varchar', 25), 'kept', varchar, 'string'],
    ['char(3)', char, 'cast', varchar, 'string'],
    ['varbinary', varbinary, 'kept', varbinary, 'binary'],
    ['date', namedType('date'), 'kept', namedType('date'), 'date'],
    ['time', time('time'), 'kept', time('time', 6), 'time'],
    ['time(6)', time('time', 6), 'kept', time('time', 6), 'time'],
    ['time(9)', time('time', 9), 'cast', time('time', 6), 'time'],
    ['time with time zone', time('time', 3, true), 'cast', varchar, 'string'],
    ['timestamp(0)', time('timestamp', 0), 'kept', time('timestamp', 6), 'timestamp'],
    ['timestamp(7)', time('timestamp', 7), 'cast', time('timestamp', 6), 'timestamp'],
    ['timestamptz', time('timestamp', 3, true), 'kept', time('timestamp', 6, true), 'timestamptz'],
    ['timestamptz(12)', time('timestamp', 12, true), 'cast', time('timestamp', 6, true), 'timestamptz'],
    ['interval', interval, 'cast', varchar, 'string'],
    ['uuid', namedType('uuid'), 'kept', namedType('uuid'), 'uuid'],
    ['ipaddress', namedType('ipaddress'), 'cast', varchar, 'string'],
    ['json', json, 'cast', varchar, 'string'],
    ['unknown', namedType('unknown'), 'kept', varchar, 'string'],
    ['HyperLogLog', namedType('HyperLogLog'), 'cast', varbinary, 'binary'],
    ['qdigest', namedType('qdigest', namedType('bigint')), 'cast', varbinary, 'binary'],
    ['Geometry', namedType('geometry'), 'cast', varchar, 'string'],
    ['array(tinyint)', arrayType(namedType('tinyint')), 'kept', arrayType(integer), list('int')],
    ['array(char)', arrayType(char), 'cast', arrayType(varchar), list('string')],
    ['array(json)', arrayType(json), 'cast', varchar, 'string'],
    [
      'array(array(timestamp(9)))',
      arrayType(arrayType(time('timestamp', 9))),
      'cast',
      arrayType(arrayType(time('timestamp', 6))),
      list(list('timestamp', 2)),
    ],
    [
      'map(varchar(2), ipaddress)',
      mapType(namedType('varchar', 2), namedType('ipaddress')),
      'cast',
      mapType(varchar, varchar),
      { type: 'map', 'key-id': 1, key: 'string', 'value-id': 2, 'value-required': false, value: 'string' },
    ],
    ['map(bigint, json)', mapType(namedType('bigint'), json), 'cast', varchar, 'string'],
    [
      'row without names',
      row([undefined, integer], ['b', arrayType(integer)]),
      'kept',
      {
        kind: 'RowType',
        fields: [
          {
            kind: 'RowTypeField',
            name: { kind: 'Identifier', value: 'field0', quoted: false },
            type: integer,
          },
          {
            kind: 'RowTypeField',
            name: { kind: 'Identifier', value: 'b', quoted: false },
            type: arrayType(integer),
          },
        ],
      },
      {
        type: 'struct',
        fields: [
          { id: 1, name: 'field0', required: false, type: 'int' },
          { id: 2, name: 'b', required: false, type: list('int', 3) },
        ],
      },
    ],
  ];
  it.each(cases)('%s', (_, type, kind, trino, iceberg) => {
    expect(icebergColumn(type)).toMatchObject({ kind, trino, iceberg });
  });
});

describe('icebergColumn, types that are not shown', () => {
  const unconvertible = 'Trino has no conversion to a type that a view can have';
  const cases: readonly (readonly [string, DataType, string])[] = [
    ['KdbTree', namedType('KdbTree'), unconvertible],
    ['color', namedType('color'), unconvertible],
    ['function', namedType('function', integer, integer), unconvertible],
    ['variant', namedType('variant'), 'scrim does not know this type of Trino 476'],
    ['an inherited property', namedType('constructor'), 'scrim does not know this type of Trino 476'],
    ['array(KdbTree)', arrayType(namedType('kdbtree')), `inside it: ${unconvertible}`],
    [
      'array(geometry)',
      arrayType(namedType('geometry')),
      'inside it: a geometry cannot be converted inside another value',
    ],
    [
      'row(json, varbinary)',
      row(['a', json], ['b', varbinary]),
      'inside it: a json cannot be converted inside another value',
    ],
    [
      'row(json) without a name',
      row([undefined, json]),
      'inside it: a json cannot be converted inside another value',
    ],
    [
      'map(json, integer)',
      mapType(json, integer),
      'inside it: a json cannot be converted inside another value',
    ],
    ['two fields of one name', row(['a', integer], ['a', varchar]), "two fields inside it are named 'a'"],
    [
      'a field whose name has a dot',
      row(['a.b', integer], ['a', row(['b', integer])]),
      "two fields inside it are named 'a.b'",
    ],
  ];
  it.each(cases)('%s', (_, type, reason) => {
    expect(icebergColumn(type)).toEqual({ kind: 'hidden', reason });
  });
});

const scalar = fc.constantFrom<DataType>(
  integer,
  varchar,
  char,
  json,
  interval,
  time('timestamp', 9),
  namedType('decimal', 5, 2),
  namedType('geometry'),
);
const anyType = fc.letrec<{ type: DataType }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 4 },
    scalar,
    tie('type').map(arrayType),
    fc.tuple(tie('type'), tie('type')).map(([key, value]) => mapType(key, value)),
    fc
      .uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,3}$/), tie('type')), {
        minLength: 1,
        maxLength: 3,
        selector: ([name]) => name,
      })
      .map((fields) => row(...fields)),
  ),
})).type;

const idsOf = (type: IcebergType): readonly number[] => {
  if (typeof type === 'string') return [];
  if (type.type === 'list') return [type['element-id'], ...idsOf(type.element)];
  if (type.type === 'map')
    return [type['key-id'], type['value-id'], ...idsOf(type.key), ...idsOf(type.value)];
  return type.fields.flatMap((field) => [field.id, ...idsOf(field.type)]);
};

describe('icebergColumn, any type', () => {
  it('gives every nested part its own id', () => {
    fc.assert(
      fc.property(anyType, (type) => {
        const nextId = countIds();
        const decisions = [icebergColumn(type, nextId), icebergColumn(type, nextId)];
        const ids = decisions.flatMap((decision) =>
          decision.kind === 'hidden' ? [] : idsOf(decision.iceberg),
        );
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('shows as it is what it has shown once: the type that a view has is one that a view can have', () => {
    fc.assert(
      fc.property(anyType, (type) => {
        const once = icebergColumn(type);
        if (once.kind === 'hidden') return;
        expect(icebergColumn(once.trino)).toEqual({ kind: 'kept', trino: once.trino, iceberg: once.iceberg });
      }),
    );
  });
});

describe('the expression that shows a value', () => {
  const value = column('c');
  const shown = (type: DataType): Expression | undefined => {
    const decision = icebergColumn(type);
    return decision.kind === 'cast' ? decision.show(value) : undefined;
  };
  it('is a cast where a cast tells all', () => {
    expect(shown(namedType('ipaddress'))).toEqual({ kind: 'Cast', value, type: varchar, safe: false });
  });
  it('is the function that Trino has for it elsewhere', () => {
    expect(shown(json)).toMatchObject({
      kind: 'FunctionCall',
      name: { parts: [{ value: 'json_format' }] },
      arguments: [value],
    });
  });
});
