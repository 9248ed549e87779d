import { invariant } from '../../../base/invariant.js';
import type { DataType, IntervalUnit, NamedType, Position, RowTypeField } from '../../ast.js';
import { SqlParser } from '../generated/SqlParser.js';
import type {
  DataTypeContext,
  IntervalContext,
  IntervalUnitContext,
  RowFieldContext,
  SimpleTypeContext,
  TypeParameterContext,
} from '../generated/SqlParser.js';
import type { SqlToken } from '../token.js';
import type { ToAst } from './context.js';
import { only, positionOf, refuse, startOf } from './context.js';
import { typeWord } from './names.js';

/** A type, with the array suffixes after it. */
export function dataType(to: ToAst, context: DataTypeContext): DataType {
  const arrays = context.ARRAY();
  const position = positionOf(context);
  return to.nest(1 + arrays.length, startOf(context), () =>
    arrays.reduce<DataType>(
      (element) => ({ kind: 'ArrayType', element, position }),
      simpleType(to, context.simpleType()),
    ),
  );
}

/** The meaning of the name before a string literal (`DATE '…'`). */
export const typeOfName = (to: ToAst, name: string, at: SqlToken, position: Position): DataType =>
  named(to, name.toLowerCase(), [], undefined, at, position);

export const unitOf = (context: IntervalUnitContext): IntervalUnit =>
  startOf(context).text.toUpperCase() as IntervalUnit;

function simpleType(to: ToAst, context: SimpleTypeContext): DataType {
  const position = positionOf(context);
  const start = startOf(context);
  if (context.ROW_OPEN() !== null) {
    return { kind: 'RowType', fields: context.rowField().map((field) => rowField(to, field)), position };
  }
  if (context._low !== undefined) {
    const { _low: low, _high: high } = context;
    return {
      kind: 'IntervalType',
      from: unitOf(low),
      to: high === undefined ? undefined : unitOf(high),
      precision: secondDigits(to, context),
      position,
    };
  }
  const identifier = context.identifier();
  if (identifier === null) return { kind: 'NamedType', name: 'double', parameters: [], position };
  const word = typeWord(to, identifier).toLowerCase();
  const parameters =
    context.LT() === null
      ? context.typeParameter().map((parameter) => typeParameter(to, parameter))
      : context.dataType().map((parameter) => to.dataType(parameter));
  const zone = context._zone?.type === undefined ? undefined : context._zone?.type === SqlParser.WITH;
  const varying = context.VARYING();
  if (varying !== null) {
    if (word !== 'character' && word !== 'char')
      throw refuse(varying.symbol, `there is no type ${word} varying`);
    return named(to, 'varchar', parameters, zone, start, position);
  }
  return named(to, word, parameters, zone, start, position);
}

/** The digits of seconds after the units of an interval. */
export function secondDigits(to: ToAst, context: IntervalContext | SimpleTypeContext): number | undefined {
  const digits = context.secondDigits();
  if (digits === null) return undefined;
  const start = startOf(digits);
  only(to, 'redshift', start, 'digits of seconds in an interval');
  const last = context._high ?? context._low;
  if (last === undefined || unitOf(last) !== 'SECOND') {
    throw refuse(start, 'only an interval that ends in SECOND has digits of seconds');
  }
  const count = Number(digits.INTEGER().getText());
  if (count > 6) throw refuse(start, 'a second has at most 6 digits in Redshift');
  return count;
}

function rowField(to: ToAst, context: RowFieldContext): RowTypeField {
  const name = context.identifier();
  return {
    kind: 'RowTypeField',
    name: name === null ? undefined : to.identifier(name),
    type: to.dataType(context.dataType()),
    position: positionOf(context),
  };
}

function typeParameter(to: ToAst, context: TypeParameterContext): number | 'max' | DataType {
  const integer = context.INTEGER();
  if (integer !== null) return Number(integer.getText().replaceAll('_', ''));
  const type = to.dataType(required(context.dataType()));
  const isMax = type.kind === 'NamedType' && type.name === 'max' && type.parameters.length === 0;
  return isMax && to.dialect === 'redshift' ? 'max' : type;
}

function required<T>(value: T | null): T {
  invariant(value !== null, 'a type parameter that is neither a number nor a type');
  return value;
}

/** Redshift's names that are aliases of other types; `character` is `char` in both dialects. */
const zoned = new Map([
  ['timetz', 'time'],
  ['timestamptz', 'timestamp'],
]);

function named(
  to: ToAst,
  name: string,
  parameters: NamedType['parameters'],
  withTimeZone: boolean | undefined,
  at: SqlToken,
  position: Position,
): DataType {
  const alias = to.dialect === 'redshift' ? zoned.get(name) : undefined;
  if (name === 'time' || name === 'timestamp' || alias !== undefined) {
    const [precision, ...more] = parameters;
    if (more.length > 0 || (precision !== undefined && typeof precision !== 'number')) {
      throw refuse(at, `${name} takes a number of digits`);
    }
    const base = alias ?? name;
    return {
      kind: 'DateTimeType',
      name: base === 'time' ? 'time' : 'timestamp',
      precision,
      withTimeZone: withTimeZone ?? alias !== undefined,
      position,
    };
  }
  if (withTimeZone !== undefined) throw refuse(at, `a type ${name} has no time zone`);
  const types = parameters.filter((parameter) => typeof parameter === 'object');
  const [first, second] = types;
  if (name === 'array' && first !== undefined) {
    if (parameters.length !== 1) throw refuse(at, 'an array has one type of elements');
    only(to, 'trino', at, 'type of arrays');
    return { kind: 'ArrayType', element: first, position };
  }
  if (name === 'map' && first !== undefined) {
    if (parameters.length !== 2 || second === undefined)
      throw refuse(at, 'a map has a type of keys and one of values');
    only(to, 'trino', at, 'type of maps');
    return { kind: 'MapType', key: first, value: second, position };
  }
  return { kind: 'NamedType', name: name === 'character' ? 'char' : name, parameters, position };
}
