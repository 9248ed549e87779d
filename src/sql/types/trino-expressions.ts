/**
 * The type of an expression in Trino 476, and its type errors (`ExpressionAnalyzer`). Each error is reported once: the type of a part with
 * an error is unknown from there on.
 */
import { assertNever } from '../../base/assert-never.js';
import type {
  AtTimeZone,
  Binary,
  Case,
  Cast,
  Comparison,
  CurrentValue,
  Expression,
  Extract as ExtractFrom,
  FunctionCall,
  Identifier,
  InSubquery,
  Like,
  Node,
  QuantifiedComparison,
  Star,
  Subscript,
  Unary,
} from '../ast.js';
import { fold } from '../safe/rules.js';
import { bindCall, type Argument, type Bound } from './bind-call.js';
import { trinoType } from './from-data-type.js';
import { callHint, comparisonHint } from './hints.js';
import { showSignature, type Signature } from './signature.js';
import { castsTo } from './trino-casts.js';
import { coerces, commonOf, commonType, longestChar } from './trino-coercion.js';
import { jsonType } from './trino-json.js';
import {
  decimalNumberType,
  intervalType,
  typedLiteralType,
  wholeNumberType,
  type LiteralType,
} from './trino-literals.js';
import { trinoOperators } from './trino-signatures.js';
import {
  any,
  array,
  bigint,
  boolean,
  date,
  double,
  holdsAny,
  isAny,
  isComparable,
  isOrderable,
  isText,
  lambda,
  nothing,
  numberAt,
  row,
  showType,
  time,
  timestamp,
  typesIn,
  varbinary,
  varchar,
  zonedTime,
  zonedTimestamp,
  type Type,
} from './type.js';
import type { Typing } from './typing.js';

/** The type of an expression of Trino's SQL. */
export function trinoExpression(node: Expression, typing: Typing): Type {
  const typeOf = (part: Expression): Type => trinoExpression(part, typing);
  switch (node.kind) {
    case 'NullLiteral':
      return nothing;
    case 'BooleanLiteral':
      return boolean;
    case 'IntegerLiteral':
      return literal(node, wholeNumberType(BigInt(node.value)), typing);
    case 'DecimalLiteral':
      return literal(node, decimalNumberType(node.value), typing);
    case 'DoubleLiteral':
      return double;
    case 'StringLiteral':
      return varchar([...node.value].length);
    case 'BinaryLiteral':
      return varbinary;
    case 'TypedLiteral':
      return literal(node, typedLiteralType(node), typing);
    case 'IntervalLiteral':
      return literal(node, intervalType(node), typing);
    case 'Slot':
      return varchar();
    case 'ColumnReference':
      return typing.column(node);
    case 'Dereference':
      return fieldType(typeOf(node.base), node.field, typing);
    case 'Subscript':
      return subscriptType(node, typing);
    case 'FunctionCall':
      return callType(node, typing);
    case 'PolicyFunctionCall':
      return typing.policyFunction(
        node,
        node.arguments.map((argument) => typeOf(argument)),
      );
    case 'Cast':
      return castType(node, typing);
    case 'Case':
      return caseType(node, typing);
    case 'Extract':
      return extractType(node, typing);
    case 'Trim': {
      const name = { LEADING: 'ltrim', TRAILING: 'rtrim', BOTH: 'trim' }[node.side];
      const args = [node.source, ...(node.characters === undefined ? [] : [node.characters])];
      return boundCall(node, name, args, typing.signatures(name), typing);
    }
    case 'PositionOf':
      return boundCall(node, 'strpos', [node.string, node.substring], typing.signatures('strpos'), typing);
    case 'Normalize':
      return wanted(node.value, varchar(), 'normalize takes varchar', typing) && varchar();
    case 'AtTimeZone':
      return zoneType(node, typing);
    case 'Row':
      return row(node.values.map(typeOf));
    case 'ArrayConstructor':
      return array(single(node.elements, 'the elements of an array', typing));
    case 'JsonExists':
    case 'JsonValue':
    case 'JsonQuery':
    case 'JsonObject':
    case 'JsonArray':
      return jsonType(node, typing, typeOf);
    case 'Subquery': {
      const columns = subquery(node, node.query, typing);
      return columns?.length === 1 ? (columns[0] ?? any) : columns === undefined ? any : row(columns);
    }
    case 'Exists':
      subquery(node, node.query, typing);
      return boolean;
    case 'InList':
      single([node.value, ...node.items], 'the value and the list of IN', typing);
      return boolean;
    case 'InSubquery':
    case 'QuantifiedComparison':
      return comparedWithQuery(node, typing);
    case 'Comparison':
      return comparisonType(node, typing);
    case 'IsDistinctFrom':
      compared(node, node.left, node.right, 'IS DISTINCT FROM', isComparable, typing);
      return boolean;
    case 'Between': {
      const types = [node.value, node.low, node.high].map(typeOf);
      const common = commonOf(types);
      if (common === undefined || !orAny(isOrderable)(common)) {
        const found = types.map(showType).join(', ');
        const hint = comparisonHint([node.value, node.low, node.high], types);
        typing.report(node, `BETWEEN compares values of one type that has an order, not ${found}${hint}`);
      }
      return boolean;
    }
    case 'Like':
      return likeType(node, typing);
    case 'IsNull':
    case 'IsTruth':
      typeOf(node.value);
      return boolean;
    case 'Not':
      condition(node.value, 'the operand of NOT', typing);
      return boolean;
    case 'And':
    case 'Or':
      for (const term of node.terms) condition(term, `a term of ${node.kind.toUpperCase()}`, typing);
      return boolean;
    case 'Unary':
      return unaryType(node, typing);
    case 'Binary':
      return binaryType(node, typing);
    case 'CurrentValue':
      return currentType(node);
    case 'Lambda':
    case 'Parameter':
    case 'WindowMeasure':
    case 'Grouping':
    case 'PosixMatch':
    case 'OuterJoinColumn':
    case 'ObjectTransform':
    case 'RowReference':
      return any;
    default:
      return assertNever(node, 'expression');
  }
}

/** Functions without parentheses. Times have milliseconds by default. */
function currentType({ name, precision = 3 }: CurrentValue): Type {
  switch (name) {
    case 'CURRENT_DATE':
      return date;
    case 'CURRENT_TIME':
      return zonedTime(precision);
    case 'CURRENT_TIMESTAMP':
      return zonedTimestamp(precision);
    case 'LOCALTIME':
      return time(precision);
    case 'LOCALTIMESTAMP':
      return timestamp(precision);
    default:
      return varchar();
  }
}

const orAny =
  (test: (type: Type) => boolean) =>
  (type: Type): boolean =>
    holdsAny(type) || test(type);

function literal(node: Node, found: LiteralType, { report }: Typing): Type {
  if ('base' in found) return found;
  report(node, found.problem);
  return any;
}

/** Reports a value that cannot be converted implicitly to the required type. */
function wanted(node: Expression, type: Type, what: string, typing: Typing): true {
  const found = trinoExpression(node, typing);
  if (!coerces(found, type)) typing.report(node, `${what}, not ${showType(found)}`);
  return true;
}

/** Reports a value that must be true or false and cannot be. */
export function condition(node: Expression, subject: string, typing: Typing): void {
  const found = trinoExpression(node, typing);
  if (!coerces(found, boolean)) {
    typing.report(node, `${subject} must be true or false: this is ${showType(found)}`);
  }
}

/** The common type of values that SQL converts to one type. */
function single(nodes: readonly Expression[], what: string, typing: Typing): Type {
  const types = nodes.map((node) => trinoExpression(node, typing));
  let common: Type = nothing;
  for (const [index, type] of types.entries()) {
    const next = commonType(common, type);
    const node = nodes[index];
    if (node !== undefined && next === undefined) {
      typing.report(
        node,
        `${what} must have one type, but this is ${showType(type)} and another is ${showType(common)}${comparisonHint(nodes, types)}`,
      );
      return any;
    }
    common = next ?? any;
  }
  return common;
}

/** The type of a field of a row. */
export function fieldType(base: Type, { value, ...field }: Identifier, { report }: Typing): Type {
  if (isAny(base)) return any;
  const node: Node = { ...field, value };
  if (base.base !== 'row') {
    report(node, `${showType(base)} has no fields: it is not a row`);
    return any;
  }
  const found = typesIn(base).filter((_, index) => base.names?.[index] === fold(value));
  if (found.length > 1) report(node, `the row has several fields '${value}'`);
  if (found.length === 0) {
    const names = base.names?.filter((name) => name !== undefined) ?? [];
    const has = names.length === 0 ? 'its fields have no names' : `it has ${names.join(', ')}`;
    report(node, `the row has no field '${value}': ${has}`);
  }
  return found.length === 1 ? (found[0] ?? any) : any;
}

function subscriptType(node: Subscript, typing: Typing): Type {
  const base = trinoExpression(node.base, typing);
  if (base.base !== 'row') {
    const index = trinoExpression(node.index, typing);
    if (isAny(base)) return any;
    const bound = bindCall(trinoOperators.subscript, [base, index], castsTo);
    if (typeof bound === 'object') return bound.returns;
    const right = 'an array takes a number, a map a value of the type of its keys';
    typing.report(node, `${showType(base)} cannot have a subscript of ${showType(index)}: ${right}`);
    return any;
  }
  const fields = typesIn(base);
  const position = node.index.kind === 'IntegerLiteral' ? Number(node.index.value) : 0;
  const found = fields[position - 1];
  if (found === undefined) {
    typing.report(node.index, `a row takes the number of one of its fields here, from 1 to ${fields.length}`);
  }
  return found ?? any;
}

function castType(node: Cast, typing: Typing): Type {
  const from = trinoExpression(node.value, typing);
  const to = trinoType(node.type);
  if (!castsTo(from, to)) {
    typing.report(node, `Trino cannot cast ${showType(from)} to ${showType(to)}`);
  }
  return to;
}

function caseType(node: Case, typing: Typing): Type {
  const conditions = node.whens.map((when) => when.condition);
  if (node.operand === undefined) {
    for (const one of conditions) condition(one, 'a condition of CASE', typing);
  } else {
    single([node.operand, ...conditions], 'the values that CASE compares', typing);
  }
  const results = node.whens.map(({ result }) => result);
  const all = node.otherwise === undefined ? results : [...results, node.otherwise];
  return single(all, 'the results of CASE', typing);
}

const dateTimes = ['date', 'timestamp', 'timestamp with time zone'];
const clockTimes = [
  ...['time', 'time with time zone', 'timestamp', 'timestamp with time zone'],
  'interval day to second',
];

/** The bases from which a field can be extracted. */
function basesWith(field: string): readonly string[] {
  switch (field) {
    case 'YEAR':
    case 'MONTH':
      return [...dateTimes, 'interval year to month'];
    case 'DAY':
      return [...dateTimes, 'interval day to second'];
    case 'HOUR':
    case 'MINUTE':
    case 'SECOND':
      return clockTimes;
    case 'TIMEZONE_HOUR':
    case 'TIMEZONE_MINUTE':
      return ['time with time zone', 'timestamp with time zone'];
    default:
      return dateTimes;
  }
}

function extractType(node: ExtractFrom, typing: Typing): Type {
  const found = trinoExpression(node.source, typing);
  const bases = basesWith(node.field);
  if (!isAny(found) && !bases.includes(found.base)) {
    typing.report(node.source, `${node.field} is a field of ${bases.join(', ')}, not of ${showType(found)}`);
  }
  return bigint;
}

const zonedBase: Readonly<Record<string, string>> = {
  time: 'time with time zone',
  timestamp: 'timestamp with time zone',
};

function zoneType(node: AtTimeZone, typing: Typing): Type {
  const found = trinoExpression(node.value, typing);
  trinoExpression(node.zone, typing);
  if (isAny(found)) return any;
  const base = zonedBase[found.base] ?? found.base;
  if (!Object.values(zonedBase).includes(base)) {
    typing.report(node.value, `AT TIME ZONE takes a time or timestamp, not ${showType(found)}`);
    return any;
  }
  return { ...found, base };
}

function subquery(node: Node, query: InSubquery['query'], typing: Typing): readonly Type[] | undefined {
  if (typing.inLambda === true) typing.report(node, 'a lambda expression cannot contain a subquery');
  return typing.query(query);
}

function comparedWithQuery(node: InSubquery | QuantifiedComparison, typing: Typing): Type {
  const value = trinoExpression(node.value, typing);
  const columns = subquery(node, node.query, typing);
  if (columns === undefined || isAny(value)) return boolean;
  const asRow = value.base === 'row' || value.base === 'unknown' ? value : row([value]);
  const common = commonType(asRow, row(columns));
  const ordered = node.kind === 'QuantifiedComparison' && node.operator !== '=' && node.operator !== '<>';
  const fits = ordered ? isOrderable : isComparable;
  if (common === undefined || !orAny(fits)(common)) {
    const given = columns.map(showType).join(', ');
    typing.report(node, `${showType(value)} cannot be compared with the ${given} of the subquery`);
  }
  return boolean;
}

function comparisonType(node: Comparison, typing: Typing): Type {
  const equality = node.operator === '=' || node.operator === '<>';
  compared(node, node.left, node.right, node.operator, equality ? isComparable : isOrderable, typing);
  return boolean;
}

function compared(
  node: Node,
  left: Expression,
  right: Expression,
  operator: string,
  fits: (type: Type) => boolean,
  typing: Typing,
): void {
  const types = [trinoExpression(left, typing), trinoExpression(right, typing)];
  const common = commonOf(types);
  if (common !== undefined && orAny(fits)(common)) return;
  const why = common === undefined ? comparisonHint([left, right], types) : ': such values cannot be ordered';
  typing.report(
    node,
    `${types.map(showType).join(' and ')} cannot be compared with ${operator}${common !== undefined && !isComparable(common) ? '' : why}`,
  );
}

function likeType(node: Like, typing: Typing): Type {
  const value = trinoExpression(node.value, typing);
  if (!isAny(value) && !isText(value) && !coerces(value, varchar())) {
    typing.report(
      node.value,
      `LIKE matches text, not ${showType(value)}${castsTo(value, varchar()) ? ': write CAST(… AS varchar)' : ''}`,
    );
  }
  wanted(node.pattern, varchar(), 'the pattern of LIKE is varchar', typing);
  if (node.escape !== undefined) wanted(node.escape, varchar(), 'the escape of LIKE is varchar', typing);
  return boolean;
}

const signed = ['tinyint', 'smallint', 'integer', 'bigint', 'real', 'double'];

function unaryType(node: Unary, typing: Typing): Type {
  if (node.operator === '-' && node.value.kind === 'IntegerLiteral') {
    return literal(node, wholeNumberType(-BigInt(node.value.value)), typing);
  }
  const found = trinoExpression(node.value, typing);
  if (isAny(found)) return any;
  if (node.operator === '+') {
    if (signed.includes(found.base)) return found;
    typing.report(node, `a plus sign applies to a number that is not a decimal, not to ${showType(found)}`);
    return any;
  }
  const bound = bindCall(trinoOperators.negation, [found], castsTo);
  if (typeof bound === 'object') return bound.returns;
  typing.report(node, `a minus sign applies to a number or an interval, not to ${showType(found)}`);
  return any;
}

function binaryType(node: Binary, typing: Typing): Type {
  if (node.operator === '||') {
    return boundCall(node, 'concat', [node.left, node.right], typing.signatures('concat'), typing, '||');
  }
  const types = [trinoExpression(node.left, typing), trinoExpression(node.right, typing)];
  const signatures = arithmetic[node.operator];
  if (signatures === undefined) return any;
  const bound = bindCall(signatures, types, castsTo);
  if (typeof bound === 'object') return bound.returns;
  const found = types.map(showType).join(' and ');
  typing.report(node, `${node.operator} does not take ${found}${callHint([node.left, node.right], types)}`);
  return any;
}

const arithmetic: Readonly<Partial<Record<Binary['operator'], readonly Signature[]>>> = {
  '+': trinoOperators['+'],
  '-': trinoOperators['-'],
  '*': trinoOperators['*'],
  '/': trinoOperators['/'],
  '%': trinoOperators['%'],
};

function callType(node: FunctionCall, typing: Typing): Type {
  const name = fold(node.name.parts.at(-1)?.value ?? '');
  const args = node.arguments.filter((argument) => argument.kind !== 'Star');
  const [first, second, third] = args;
  const forms = node.name.parts.length === 1;
  if (forms && name === 'coalesce') return single(args, 'the arguments of coalesce', typing);
  if (forms && name === 'try' && first !== undefined) return trinoExpression(first, typing);
  if (forms && name === 'nullif' && first !== undefined && second !== undefined) {
    const types = [trinoExpression(first, typing), trinoExpression(second, typing)];
    if (commonOf(types) === undefined) {
      const found = types.map(showType).join(' and ');
      typing.report(node, `nullif cannot compare ${found}${comparisonHint(args, types)}`);
    }
    return types[0] ?? any;
  }
  if (forms && name === 'if' && first !== undefined && second !== undefined) {
    condition(first, 'the condition of if', typing);
    return single(third === undefined ? [second] : [second, third], 'the results of if', typing);
  }
  return boundCall(node, name, args, forms ? typing.signatures(name) : undefined, typing);
}

function boundCall(
  node: Node,
  name: string,
  args: readonly (Expression | Star)[],
  signatures: readonly Signature[] | undefined,
  typing: Typing,
  shownAs = name,
): Type {
  const given = args.filter((argument) => argument.kind !== 'Star');
  const failures: (readonly [Node, string])[] = [];
  const types = given.map((argument) =>
    argument.kind === 'Lambda' ? undefined : trinoExpression(argument, typing),
  );
  const bindable = given.map((argument, index): Argument => {
    if (argument.kind !== 'Lambda') return types[index] ?? any;
    return {
      parameters: argument.parameters.length,
      lambda: (parameters) => {
        const inside = within(argument.parameters, parameters, typing);
        failures.length = 0;
        return trinoExpression(argument.body, {
          ...inside,
          report: (at, message) => void failures.push([at, message]),
        });
      },
    };
  });
  if (signatures === undefined) return any;
  const bound = bindCall(signatures, bindable, castsTo);
  if (typeof bound === 'object') return settled(node, bound, failures, shownAs, typing);
  if (failures.length > 0) {
    for (const [at, message] of failures) typing.report(at, message);
    return any;
  }
  const found = types.map((type) => (type === undefined ? 'a lambda expression' : showType(type)));
  const shown = shownAs === '||' ? '||' : name;
  if (bound === 'ambiguous') {
    typing.report(node, `${shown} could mean several functions for ${found.join(', ')}: cast the arguments`);
    return any;
  }
  const takes = signatures.map((one) => showSignature(shownAs === '||' ? 'concat' : name, one));
  const hint = callHint(
    given,
    types.map((type) => type ?? lambda([], any)),
  );
  typing.report(
    node,
    `${shown} does not take ${found.length === 0 ? 'no arguments' : found.join(', ')}: there ${takes.length === 1 ? 'is' : 'are'} ${[...new Set(takes)].join(', ')}${hint}`,
  );
  return any;
}

function settled(
  node: Node,
  { returns }: Bound,
  failures: readonly (readonly [Node, string])[],
  name: string,
  typing: Typing,
): Type {
  for (const [at, message] of failures) typing.report(at, message);
  if (returns.base === 'char' && numberAt(returns, 0) > longestChar) {
    typing.report(
      node,
      `${name} would give a char of more than ${longestChar} characters: cast to varchar first`,
    );
    return any;
  }
  return returns;
}

/** Names inside a lambda expression. */
function within(parameters: readonly Identifier[], types: readonly Type[], typing: Typing): Typing {
  const known = new Map(parameters.map(({ value }, index) => [fold(value), types[index] ?? any]));
  return {
    ...typing,
    inLambda: true,
    column: (reference) => {
      const [first, ...fields] = reference.parts;
      const type = first && known.get(fold(first.value));
      if (type === undefined) return typing.column(reference);
      return fields.reduce((base, field) => fieldType(base, field, typing), type);
    },
  };
}
