import { internalError } from '../base/invariant.js';
import { assertNever } from '../base/assert-never.js';
import type { DataType, NamedType } from '../sql/ast.js';
import { arrayType, dateTimeType, mapType, rowType, type as named } from '../sql/build.js';
import { parseDataType } from '../sql/parse/index.js';

/**
 * A type in the JSON form of Iceberg's schemas (Iceberg table specification, appendix C). Every field, list element, map key
 * and map value has an id that is unique within the schema.
 */
export type IcebergType = string | IcebergStruct | IcebergList | IcebergMap;

interface IcebergStruct {
  readonly type: 'struct';
  readonly fields: readonly IcebergField[];
}

export interface IcebergField {
  readonly id: number;
  readonly name: string;
  readonly required: boolean;
  readonly type: IcebergType;
  readonly doc?: string;
}

interface IcebergList {
  readonly type: 'list';
  readonly 'element-id': number;
  readonly 'element-required': boolean;
  readonly element: IcebergType;
}

interface IcebergMap {
  readonly type: 'map';
  readonly 'key-id': number;
  readonly key: IcebergType;
  readonly 'value-id': number;
  readonly 'value-required': boolean;
  readonly value: IcebergType;
}

/** Returns the next free id. */
export type NextId = () => number;

/** Counts ids from 1. */
export function countIds(): NextId {
  let last = 0;
  return () => ++last;
}

const primitives: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  integer: 'int',
  bigint: 'long',
  real: 'float',
  double: 'double',
  varchar: 'string',
  varbinary: 'binary',
  date: 'date',
  uuid: 'uuid',
};

function primitive({ name, parameters }: NamedType): string {
  if (name === 'decimal') return `decimal(${parameters.join(', ')})`;
  const found = primitives[name];
  if (found === undefined) throw internalError(`Iceberg has no type for ${name}`);
  return found;
}

/**
 * The Iceberg type from which Trino derives a given type (one that a view may have, see `icebergColumn`).
 * @param nextId returns ids for nested parts
 */
export function icebergType(type: DataType, nextId: NextId): IcebergType {
  switch (type.kind) {
    case 'NamedType':
      return primitive(type);
    case 'DateTimeType':
      return `${type.name}${type.withTimeZone ? 'tz' : ''}`;
    case 'ArrayType': {
      const id = nextId();
      return {
        type: 'list',
        'element-id': id,
        'element-required': false,
        element: icebergType(type.element, nextId),
      };
    }
    case 'MapType': {
      const [keyId, valueId] = [nextId(), nextId()];
      return {
        type: 'map',
        'key-id': keyId,
        key: icebergType(type.key, nextId),
        'value-id': valueId,
        'value-required': false,
        value: icebergType(type.value, nextId),
      };
    }
    case 'RowType': {
      const ids = type.fields.map(() => nextId());
      return {
        type: 'struct',
        fields: type.fields.map(({ name, type: fieldType }, index) => ({
          id: ids[index] ?? nextId(),
          name: name?.value ?? '',
          required: false,
          type: icebergType(fieldType, nextId),
        })),
      };
    }
    case 'IntervalType':
      throw internalError('Iceberg has no intervals');
    default:
      return assertNever(type, 'type');
  }
}

const names: ReadonlyMap<string, string> = new Map(
  Object.entries(primitives).map(([trino, iceberg]) => [iceberg, trino]),
);

/** Digits of a second in Iceberg's times. */
const precision = 6;

const times: ReadonlyMap<string, DataType> = new Map([
  ['time', dateTimeType('time', precision)],
  ['timestamp', dateTimeType('timestamp', precision)],
  ['timestamptz', dateTimeType('timestamp', precision, true)],
]);

/** The type that Trino derives from an Iceberg type: the inverse of `icebergType`. */
export function trinoTypeOf(type: IcebergType): DataType {
  if (typeof type === 'string') {
    const name = names.get(type);
    // What is left is a decimal, which both write alike.
    return times.get(type) ?? (name === undefined ? parseDataType(type, 'trino') : named(name));
  }
  switch (type.type) {
    case 'list':
      return arrayType(trinoTypeOf(type.element));
    case 'map':
      return mapType(trinoTypeOf(type.key), trinoTypeOf(type.value));
    case 'struct':
      return rowType(...type.fields.map((field) => [field.name, trinoTypeOf(field.type)] as const));
    default:
      return assertNever(type, 'type');
  }
}
