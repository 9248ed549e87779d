import type { DataType, Expression } from '../ast.js';

/** The names of the columns of a value, some of them undefined; undefined if they depend on types. */
export type Shape = readonly (string | undefined)[];

/** The fields of a row value. */
export function rowFields(value: Expression): Shape | undefined {
  if (value.kind === 'Row') return value.values.map(() => undefined);
  return value.kind === 'Cast' && value.type.kind === 'RowType' ? fieldsOf(value.type) : undefined;
}

/** The columns of UNNEST of one value. */
export function unnestedColumns(value: Expression): Shape | undefined {
  if (value.kind === 'Cast')
    return value.type.kind === 'ArrayType' ? elementColumns(value.type.element) : mapColumns(value.type);
  if (value.kind !== 'ArrayConstructor') return undefined;
  const [first] = value.elements;
  if (first === undefined) return undefined;
  return rowFields(first) ?? (isPlain(first) ? [undefined] : undefined);
}

const mapColumns = (type: DataType): Shape | undefined =>
  type.kind === 'MapType' ? [undefined, undefined] : undefined;

const elementColumns = (type: DataType): Shape => fieldsOf(type) ?? [undefined];

const fieldsOf = (type: DataType): Shape | undefined =>
  type.kind === 'RowType' ? type.fields.map(({ name }) => name?.value) : undefined;

const plain: readonly Expression['kind'][] = [
  'BooleanLiteral',
  'IntegerLiteral',
  'DecimalLiteral',
  'DoubleLiteral',
  'StringLiteral',
  'BinaryLiteral',
  'TypedLiteral',
  'IntervalLiteral',
  'NullLiteral',
];

/** Whether a value certainly is not a row. */
const isPlain = (value: Expression): boolean => plain.includes(value.kind);
