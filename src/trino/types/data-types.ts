import type { ArrayType, DataType, DateTimeType, MapType, NamedType, RowType } from '../../sql/ast.js';

/** A type by its name and parameters. */
export const namedType = (name: string, ...parameters: NamedType['parameters']): NamedType => ({
  kind: 'NamedType',
  name,
  parameters,
});

/** The text type without a limit, which is all that Iceberg has. */
export const varchar = namedType('varchar');

/** Bytes. */
export const varbinary = namedType('varbinary');

/** Digits after the second that Iceberg keeps. */
export const microseconds = 6;

/** A time or timestamp that Iceberg keeps. */
export const dateTimeType = (name: DateTimeType['name'], withTimeZone: boolean): DateTimeType => ({
  kind: 'DateTimeType',
  name,
  precision: microseconds,
  withTimeZone,
});

export const arrayType = (element: DataType): ArrayType => ({ kind: 'ArrayType', element });

export const mapType = (key: DataType, value: DataType): MapType => ({ kind: 'MapType', key, value });

/** A row type; every field has a name, written as it is. */
export const rowType = (fields: readonly { readonly name: string; readonly type: DataType }[]): RowType => ({
  kind: 'RowType',
  fields: fields.map(({ name, type }) => ({
    kind: 'RowTypeField',
    name: { kind: 'Identifier', value: name, quoted: true },
    type,
  })),
});
