import type { DataType } from '../sql/ast.js';

const jsonKeys = new Set([
  'boolean',
  'tinyint',
  'smallint',
  'integer',
  'int',
  'bigint',
  'real',
  'double',
  'decimal',
  'varchar',
]);

const jsonValues = new Set([...jsonKeys, 'json', 'date', 'unknown']);

/**
 * Whether Trino 476 can cast a type to JSON. Measured: maps only with keys of text, numbers or booleans; rows only if their
 * fields have names, because unnamed fields would all be named "".
 */
export function castsToJson(type: DataType): boolean {
  switch (type.kind) {
    case 'NamedType':
      return jsonValues.has(type.name);
    case 'DateTimeType':
      return type.name === 'timestamp' && !type.withTimeZone;
    case 'ArrayType':
      return castsToJson(type.element);
    case 'MapType':
      return type.key.kind === 'NamedType' && jsonKeys.has(type.key.name) && castsToJson(type.value);
    case 'RowType':
      return type.fields.every((field) => field.name !== undefined && castsToJson(field.type));
    default:
      return false;
  }
}

/** Whether a type contains JSON. */
export function holdsJson(type: DataType): boolean {
  switch (type.kind) {
    case 'NamedType':
      return type.name === 'json';
    case 'ArrayType':
      return holdsJson(type.element);
    case 'MapType':
      return holdsJson(type.key) || holdsJson(type.value);
    case 'RowType':
      return type.fields.some((field) => holdsJson(field.type));
    default:
      return false;
  }
}
