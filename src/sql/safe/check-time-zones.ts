/**
 * If a time without a zone is combined with one with a zone, it gets the zone of the reader's session. The reader can set that zone, and
 * would then see other rows. So the two must not be combined unless the expression names the zone. The types of columns, literals and time
 * functions are known. If one of two operands is known to have a zone, the other must be known to have one too.
 */
import type { DataType, Expression, FunctionCall, Star, TypedLiteral } from '../ast.js';
import { lookupScope } from './check-lookup.js';
import type { Checking, KindCheck } from './checking.js';
import { fold } from './rules.js';
import { typeOf, type Scope } from './scope.js';
import { dialectRules } from './dialect-rules.js';

type Meeting = Extract<
  Expression,
  {
    kind:
      | 'Comparison'
      | 'IsDistinctFrom'
      | 'Between'
      | 'InList'
      | 'Case'
      | 'ArrayConstructor'
      | 'Binary'
      | 'InSubquery'
      | 'QuantifiedComparison';
  }
>;

/** Whether all values that SQL converts to one type have a zone, or none has. */
export const checkMeeting: KindCheck<Meeting> = (node, scope, to) => {
  switch (node.kind) {
    case 'Comparison':
    case 'IsDistinctFrom':
      agree([node.left, node.right], scope, to);
      break;
    case 'Between':
      agree([node.value, node.low, node.high], scope, to);
      break;
    case 'InList':
      agree([node.value, ...node.items], scope, to);
      break;
    case 'InSubquery':
    case 'QuantifiedComparison':
      agree([node.value, { kind: 'Subquery', query: node.query, position: node.query.position }], scope, to);
      break;
    case 'Case':
      agree([...node.whens.map(({ result }) => result), node.otherwise], scope, to);
      if (node.operand !== undefined)
        agree([node.operand, ...node.whens.map(({ condition }) => condition)], scope, to);
      break;
    case 'ArrayConstructor':
      agree(node.elements, scope, to);
      break;
    default: {
      // An interval may be added to either.
      const sides = [node.left, node.right];
      const isMixed = sides.some((side) => zoneOf(side, scope, to) === 'plain');
      if (isMixed) agree(sides, scope, to);
    }
  }
  return undefined;
};

/** The same for the arguments of a call, and for the time that a function returns. */
export function checkCallZones(node: FunctionCall, name: string, scope: Scope, to: Checking): void {
  const first = meetFrom.get(name);
  if (first !== undefined) return agree(node.arguments.slice(first), scope, to);
  const [value] = node.arguments;
  if (value !== undefined && dialectRules[to.dialect].takesSessionZone.has(name)) needZone(value, scope, to);
  for (const argument of node.arguments) refuseZone(argument, scope, to);
}

/** Reports a time with a zone, if its fields, dates and texts depend on the zone of the session. */
export function refuseZone(value: Expression | Star, scope: Scope, to: Checking): void {
  if (dialectRules[to.dialect].showsInSessionZone && zoneOf(value, scope, to) === 'zoned') {
    to.report(
      value,
      "this would be shown in the time zone of the reader's session: write AT TIME ZONE 'UTC' after it",
    );
  }
}

/** Reports a value that is not known to have its own zone. */
export function needZone(value: Expression | Star, scope: Scope, to: Checking): void {
  if (zoneOf(value, scope, to) === 'zoned') return;
  to.report(
    value,
    `this would get the time zone of the reader's session if it has none: write ${dialectRules[to.dialect].ownZone}`,
  );
}

/** Functions that convert their arguments to one type, from a given position on. */
const meetFrom: ReadonlyMap<string, number> = new Map([
  ...['coalesce', 'nvl', 'nullif', 'greatest', 'least', 'decode'].map((name) => [name, 0] as const),
  ['if', 1],
  ['nvl2', 1],
  ['date_diff', 1],
  ['datediff', 1],
]);

function agree(values: readonly (Expression | Star | undefined)[], scope: Scope, to: Checking): void {
  const given = values.filter((value) => value !== undefined && value.kind !== 'NullLiteral');
  if (!given.some((value) => zoneOf(value, scope, to) === 'zoned')) return;
  for (const value of given) needZone(value, scope, to);
}

type Zone = 'zoned' | 'plain' | 'unknown';

function zoneOf(node: Expression | Star, scope: Scope, to: Checking): Zone {
  switch (node.kind) {
    case 'ColumnReference':
      return zoneOfType(typeOf(node, scope));
    case 'TypedLiteral':
      return zoneOfLiteral(node);
    case 'Cast':
      return zoneOfType(node.type);
    case 'Binary': {
      const sides = [zoneOf(node.left, scope, to), zoneOf(node.right, scope, to)];
      return sides.find((side) => side !== 'unknown') ?? 'unknown';
    }
    case 'AtTimeZone': {
      const before = zoneOf(node.value, scope, to);
      if (dialectRules[to.dialect].atTimeZone === 'zoned') return 'zoned';
      return before === 'zoned' ? 'plain' : before === 'plain' ? 'zoned' : 'unknown';
    }
    case 'Subquery': {
      const { body } = node.query;
      const item = body.kind === 'Select' ? body.items[0] : undefined;
      if (body.kind !== 'Select' || item?.kind !== 'SelectExpression') return 'unknown';
      return zoneOf(item.expression, lookupScope(body, scope, to), to);
    }
    case 'FunctionCall':
      return zoneOfCall(node, scope, to);
    default:
      return 'unknown';
  }
}

function zoneOfCall(node: FunctionCall, scope: Scope, to: Checking): Zone {
  const name = fold(node.name.parts[0]?.value ?? '');
  if (['with_timezone', 'at_timezone', 'from_unixtime'].includes(name)) return 'zoned';
  if (['date', 'last_day_of_month', 'from_iso8601_date', 'to_date'].includes(name)) return 'plain';
  if (!['date_trunc', 'date_add', 'dateadd', ...meetFrom.keys()].includes(name)) return 'unknown';
  if (name === 'date_diff' || name === 'datediff') return 'unknown';
  const zones = node.arguments.map((argument) => zoneOf(argument, scope, to));
  return zones.find((zone) => zone !== 'unknown') ?? 'unknown';
}

function zoneOfType(type: DataType | undefined): Zone {
  if (type?.kind === 'DateTimeType') return type.withTimeZone ? 'zoned' : 'plain';
  return type?.kind === 'NamedType' && type.name === 'date' ? 'plain' : 'unknown';
}

/** The text after the digits of a time is its zone. */
function zoneOfLiteral({ type, value }: TypedLiteral): Zone {
  const zone = zoneOfType(type);
  if (type.kind !== 'DateTimeType' || zone !== 'plain') return zone;
  return /^\s*([+-]?\d+-\d+-\d+)?\s*(\d+:\d+(:\d+(\.\d+)?)?)?\s*$/.test(value) ? 'plain' : 'zoned';
}
