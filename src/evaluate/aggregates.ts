/** Grouped queries, and the aggregates that are exact whatever the order of the rows. */
import type { Expression, FunctionCall, Node } from '../sql/ast.js';
import { equal } from '../sql/equal.js';
import { fold } from '../sql/safe/rules.js';
import { bindCall } from '../sql/types/bind-call.js';
import { trinoAggregates } from '../sql/types/trino-aggregates.js';
import { castsTo } from '../sql/types/trino-casts.js';
import type { Type } from '../sql/types/type.js';
import { nodesOf } from '../sql/visit.js';
import { compareValues, isSame } from './compare.js';
import { compileExpression, conditionOf, converted } from './expression.js';
import { doNotKnow } from './failure.js';
import { divideHalfUp, inPrecision, inRange, isFloating, isWhole } from './numbers.js';
import type { Compiled, Frame, Scope } from './scope.js';
import { floating, truth, whole, type Value } from './value.js';

type Row = readonly Value[];

/** An aggregate over the rows of a group. */
interface Aggregate {
  readonly node: FunctionCall;
  readonly type: Type;
  readonly of: (frames: readonly Frame[]) => Value;
}

/**
 * A query with GROUP BY or aggregates as rows of groups: their keys, then their aggregates.
 * @param read where aggregates may be
 * @returns undefined for a query without groups
 */
export function aggregated({
  keys,
  isGrouped,
  read,
  base,
}: {
  readonly keys: readonly Expression[];
  readonly isGrouped: boolean;
  readonly read: readonly Node[];
  readonly base: Scope;
}):
  | {
      readonly scope: Scope;
      readonly groups: (rows: readonly Row[], frame: Frame | undefined) => readonly Row[];
    }
  | undefined {
  const calls = read.flatMap((node) => nodesOf(node, 'FunctionCall')).filter(isAggregate);
  if (!isGrouped && calls.length === 0) return undefined;
  const grouped = keys.map((key) => ({ key, compiled: compileExpression(key, base) }));
  const aggregates = calls.map((node) => aggregateOf(node, base));
  const at = (index: number, type: Type): Compiled => ({ type, run: ({ values }) => values[index] ?? null });
  const computed = (expression: Expression): Compiled | undefined => {
    const key = grouped.findIndex((one) => equal(one.key, expression));
    if (key >= 0) return at(key, grouped[key]?.compiled.type ?? doNotKnow('a key'));
    const index = aggregates.findIndex(({ node }) => node === expression);
    const found = aggregates[index];
    return found && at(grouped.length + index, found.type);
  };
  return {
    scope: { ...base, fields: [], computed },
    groups(rows, outer) {
      const groups: { readonly keys: Row; readonly frames: Frame[] }[] = [];
      for (const values of rows) {
        const frame: Frame = { values, outer };
        const own = grouped.map(({ compiled }) => compiled.run(frame));
        const found = groups.find((group) =>
          grouped.every(({ compiled }, index) =>
            isSame(group.keys[index] ?? null, own[index] ?? null, compiled.type),
          ),
        );
        if (found === undefined) groups.push({ keys: own, frames: [frame] });
        else found.frames.push(frame);
      }
      const all = groups.length === 0 && keys.length === 0 ? [{ keys: [], frames: [] }] : groups;
      return all.map((group) => [...group.keys, ...aggregates.map(({ of }) => of(group.frames))]);
    },
  };
}

const nameOf = ({ name }: FunctionCall): string => fold(name.parts.at(-1)?.value ?? '');

const isAggregate = (node: FunctionCall): boolean =>
  node.over !== undefined ? doNotKnow('windows') : Object.hasOwn(trinoAggregates, nameOf(node));

function aggregateOf(node: FunctionCall, base: Scope): Aggregate {
  const name = nameOf(node);
  const filter = node.filter === undefined ? undefined : conditionOf(node.filter, base);
  const kept = (frames: readonly Frame[]): readonly Frame[] =>
    filter === undefined ? frames : frames.filter((frame) => filter(frame) === true);
  const args = node.arguments.filter((argument) => argument.kind !== 'Star');
  const [argument, second] = args.map((one) => compileExpression(one, base));
  if (second !== undefined) return doNotKnow(`the aggregate ${name} of two arguments`);
  const found = bindCall(trinoAggregates[name] ?? [], argument === undefined ? [] : [argument.type], castsTo);
  if (typeof found !== 'object') return doNotKnow(`the aggregate ${name} of this type`);
  const {
    returns: type,
    arguments: [wanted],
  } = found;
  if (argument === undefined || wanted === undefined) {
    return { node, type, of: (frames) => BigInt(kept(frames).length) };
  }
  const run = converted(argument, wanted);
  const summarize = summary(name, wanted, type);
  return {
    node,
    type,
    of(frames) {
      const values = kept(frames)
        .map(run)
        .filter((value) => value !== null);
      const distinct = node.distinct
        ? values.filter((value, index) => values.findIndex((other) => isSame(value, other, wanted)) === index)
        : values;
      return summarize(distinct);
    },
  };
}

/** The result of an aggregate of values without NULL. */
function summary(name: string, type: Type, returns: Type): (values: readonly Value[]) => Value {
  const unlessEmpty =
    (compute: (values: readonly Value[]) => Value) =>
    (values: readonly Value[]): Value =>
      values.length === 0 ? null : compute(values);
  switch (name) {
    case 'count':
      return (values) => BigInt(values.length);
    case 'count_if':
      return (values) => BigInt(values.filter((value) => value === true).length);
    case 'min':
    case 'max': {
      if (isFloating(type)) return doNotKnow('the least of floating point numbers');
      const sign = name === 'min' ? 1 : -1;
      return unlessEmpty((values) =>
        values.reduce((a, b) => (sign * (compareValues(b, a, type) ?? 0) < 0 ? b : a)),
      );
    }
    case 'sum':
      return unlessEmpty((values) => total(values, returns));
    case 'avg':
      return unlessEmpty((values) => average(values, returns));
    case 'bool_and':
    case 'every':
      return unlessEmpty((values) => values.every((value) => truth(value)));
    case 'bool_or':
      return unlessEmpty((values) => values.some((value) => truth(value)));
    case 'any_value':
    case 'arbitrary':
      return unlessEmpty((values) => {
        const [first = null] = values;
        return values.every((value) => isSame(value, first, type))
          ? first
          : doNotKnow(`which value ${name} gives`);
      });
    default:
      return doNotKnow(`the aggregate ${name}`);
  }
}

function total(values: readonly Value[], type: Type): Value {
  if (!isFloating(type)) {
    const sum = values.map(whole).reduce((a, b) => a + b);
    return isWhole(type) ? inRange(sum, type) : type.base === 'decimal' ? inPrecision(sum, type) : sum;
  }
  const numbers = values.map(floating);
  const sum = numbers.reduce((a, b) => a + b);
  const isExact = type.base === 'double' && numbers.every(Number.isSafeInteger) && Number.isSafeInteger(sum);
  return isExact || numbers.length === 1
    ? sum
    : doNotKnow('sums of floating point numbers, which depend on the order of rows');
}

function average(values: readonly Value[], type: Type): Value {
  if (type.base === 'decimal') {
    return divideHalfUp(
      values.map(whole).reduce((a, b) => a + b),
      BigInt(values.length),
    );
  }
  if (type.base !== 'double') return doNotKnow(`averages of ${type.base}`);
  const numbers = values.map((value) => (typeof value === 'bigint' ? Number(value) : floating(value)));
  return Number(total(numbers, type)) / values.length;
}
