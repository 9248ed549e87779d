import type { DataType, Expression, FunctionCall, Star } from '../ast.js';
import { type as named } from '../build.js';
import { equal } from '../equal.js';
import { fold, type RowRules } from '../safe/rules.js';

/**
 * Properties of a value on which failing depends, known before it is computed: `nested` is a row, array or map; `scalar` is any other
 * value; `unknown` is undecided.
 */
export type Shape =
  'whole' | 'decimal' | 'floating' | 'time' | 'interval' | 'text' | 'scalar' | 'nested' | 'unknown';

/** Determines the properties of a value. */
export interface Shapes {
  readonly typeOf: (expression: Expression) => DataType | undefined;
  readonly shapeOf: (expression: Expression | Star) => Shape;
}

const wholes: ReadonlySet<string> = new Set([
  'tinyint',
  'smallint',
  'integer',
  'int',
  'bigint',
  'int2',
  'int4',
  'int8',
]);
const floats: ReadonlySet<string> = new Set(['real', 'double', 'float4', 'float8', 'float']);
const texts: ReadonlySet<string> = new Set(['varchar', 'char', 'text', 'nvarchar', 'nchar', 'bpchar']);

/** The properties of the values of a type. */
export function shapeOfType(type: DataType): Shape {
  switch (type.kind) {
    case 'NamedType':
      if (wholes.has(type.name)) return 'whole';
      if (floats.has(type.name)) return 'floating';
      if (texts.has(type.name)) return 'text';
      if (type.name === 'decimal' || type.name === 'numeric') return 'decimal';
      return type.name === 'date' ? 'time' : 'scalar';
    case 'DateTimeType':
      return 'time';
    case 'IntervalType':
      return 'interval';
    default:
      return 'nested';
  }
}

const names = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Functions of both dialects by their result. Functions that return one of their arguments are not included. */
const gives: ReadonlyMap<string, Shape> = new Map([
  ...names(
    'date date_add date_trunc from_iso8601_date from_unixtime last_day_of_month with_timezone at_timezone ' +
      'last_day add_months next_day to_date convert_timezone dateadd',
  ).map((name) => [name, 'time'] as const),
  ['parse_duration', 'interval'] as const,
  ...names(
    'split split_to_map array_distinct flatten array_remove array_union array_intersect array_except trim_array slice array_sort ' +
      'filter transform map_filter transform_keys transform_values zip_with map_zip_with map_keys map_values map_entries ' +
      'map_from_entries map map_concat repeat',
  ).map((name) => [name, 'nested'] as const),
  ...names('element_at array_max array_min').map((name) => [name, 'unknown'] as const),
  ...names(
    'length codepoint strpos hamming_distance year quarter month week week_of_year day day_of_month day_of_week dow ' +
      'day_of_year doy year_of_week yow hour minute second millisecond date_diff cardinality array_position json_array_length ' +
      'json_size bit_count len char_length character_length octet_length ascii charindex datediff date_part_year date_cmp',
  ).map((name) => [name, 'whole'] as const),
  ...names(
    'lower upper concat substr substring trim ltrim rtrim btrim replace split_part reverse translate lpad rpad',
  ).map((name) => [name, 'text'] as const),
  ...names('sqrt cbrt ln log log2 log10 exp sin cos tan pi e nan infinity to_unixtime').map(
    (name) => [name, 'floating'] as const,
  ),
]);

/** Functions that return one of their arguments, from a given position on. */
const choosing: ReadonlyMap<string, number> = new Map([
  ...names('coalesce nvl nullif greatest least try abs ceil ceiling floor round truncate trunc mod').map(
    (name) => [name, 0] as const,
  ),
  ['if', 1],
  ['nvl2', 1],
]);

/** @param rules the columns of the row and their types */
export function shapesOf(rules: RowRules): Shapes {
  const columns = new Map(rules.columns.map(({ name, type }) => [fold(name), type]));

  const typeOf = (expression: Expression): DataType | undefined => {
    switch (expression.kind) {
      case 'ColumnReference': {
        const [first, ...more] = expression.parts;
        return first === undefined ? undefined : more.reduce(fieldOf, columns.get(fold(first.value)));
      }
      case 'PolicyFunctionCall': {
        const [argument] = expression.arguments;
        if (expression.name === 'columnReference' && argument?.kind === 'StringLiteral') {
          return columns.get(fold(argument.value));
        }
        return expression.name === 'username' || expression.name === 'iam' ? named('varchar') : undefined;
      }
      case 'Cast':
        return expression.type;
      case 'TypedLiteral':
        return expression.type;
      case 'StringLiteral':
        return named('varchar');
      case 'IntegerLiteral':
        return named(Number(expression.value) <= 2_147_483_647 ? 'integer' : 'bigint');
      case 'DecimalLiteral': {
        const [whole = '', fraction = ''] = expression.value.split('.');
        return named('decimal', whole.length + fraction.length, fraction.length);
      }
      case 'DoubleLiteral':
        return named('double');
      case 'BooleanLiteral':
        return named('boolean');
      case 'Unary':
        return expression.operator === '-' || expression.operator === '+'
          ? typeOf(expression.value)
          : undefined;
      case 'AtTimeZone':
        return { kind: 'DateTimeType', name: 'timestamp', withTimeZone: true };
      case 'Subscript': {
        const base = typeOf(expression.base);
        if (base?.kind === 'ArrayType') return base.element;
        return base?.kind === 'MapType' ? base.value : undefined;
      }
      case 'Dereference':
        return fieldOf(typeOf(expression.base), expression.field);
      case 'Binary':
        return ['+', '-', '*', '/', '%'].includes(expression.operator)
          ? widestWhole([typeOf(expression.left), typeOf(expression.right)])
          : undefined;
      case 'FunctionCall': {
        const first = choosing.get(fold(expression.name.parts[0]?.value ?? ''));
        return first === undefined
          ? undefined
          : commonType(
              expression.arguments
                .slice(first)
                .filter((argument) => argument.kind !== 'NullLiteral')
                .map((argument) => (argument.kind === 'Star' ? undefined : typeOf(argument))),
            );
      }
      default:
        return undefined;
    }
  };

  const shapeOf = (expression: Expression | Star): Shape => {
    if (expression.kind === 'Star') return 'scalar';
    const type = typeOf(expression);
    if (type !== undefined) return shapeOfType(type);
    switch (expression.kind) {
      case 'ColumnReference':
      case 'Subscript':
      case 'Dereference':
      case 'NullLiteral':
        return 'unknown';
      case 'PolicyFunctionCall':
        return expression.name === 'columnTagged' ? 'unknown' : 'scalar';
      case 'IntervalLiteral':
        return 'interval';
      case 'Row':
      case 'ArrayConstructor':
        return 'nested';
      case 'Case':
        return common([...expression.whens.map(({ result }) => result), expression.otherwise]);
      case 'Subquery': {
        const { body } = expression.query;
        const item = body.kind === 'Select' ? body.items[0] : undefined;
        return item?.kind === 'SelectExpression' ? shapeOf(item.expression) : 'unknown';
      }
      case 'Binary':
        return binaryShape(expression.operator, shapeOf(expression.left), shapeOf(expression.right));
      case 'FunctionCall':
        return callShape(expression);
      default:
        return 'scalar';
    }
  };

  const callShape = ({ name: { parts }, arguments: args }: FunctionCall): Shape => {
    const name = fold(parts[0]?.value ?? '');
    const first = choosing.get(name);
    if (first !== undefined) return common(args.slice(first));
    return gives.get(name) ?? 'scalar';
  };

  const common = (values: readonly (Expression | Star | undefined)[]): Shape => {
    const shapes = values
      .filter((value) => value !== undefined && value.kind !== 'NullLiteral')
      .map((value) => shapeOf(value as Expression));
    const [first = 'unknown', ...rest] = shapes;
    if (rest.every((shape) => shape === first)) return first;
    // All of them are converted to one type. So if one is known not to be a row, none is.
    if (shapes.includes('nested')) return 'nested';
    return widest.find((shape) => shapes.includes(shape)) ?? 'scalar';
  };

  return { typeOf, shapeOf };
}

const widest: readonly Shape[] = ['time', 'interval', 'floating', 'decimal', 'whole'];

const wholesByRange = ['tinyint', 'smallint', 'integer', 'bigint'];

/** The common type of whole numbers of some types. */
function widestWhole(types: readonly (DataType | undefined)[]): DataType | undefined {
  const ranks = types.map((type) =>
    type?.kind === 'NamedType' ? wholesByRange.indexOf(type.name === 'int' ? 'integer' : type.name) : -1,
  );
  const name = ranks.length === 0 || ranks.includes(-1) ? undefined : wholesByRange[Math.max(...ranks)];
  return name === undefined ? undefined : named(name);
}

function commonType(types: readonly (DataType | undefined)[]): DataType | undefined {
  const [first, ...rest] = types;
  return first !== undefined && rest.every((type) => type !== undefined && equal(type, first))
    ? first
    : widestWhole(types);
}

function binaryShape(operator: string, left: Shape, right: Shape): Shape {
  const sides = [left, right];
  if (operator === '||')
    return sides.includes('nested') ? 'nested' : sides.includes('text') ? 'text' : 'unknown';
  if (left === 'time' && right === 'time') return 'interval';
  return (
    (['time', 'interval', 'floating', 'decimal', 'whole'].find((shape) => sides.includes(shape as Shape)) as
      Shape | undefined) ?? 'scalar'
  );
}

function fieldOf(type: DataType | undefined, field: { readonly value: string }): DataType | undefined {
  return type?.kind === 'RowType'
    ? type.fields.find(({ name }) => name !== undefined && fold(name.value) === fold(field.value))?.type
    : undefined;
}
