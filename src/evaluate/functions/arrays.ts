import { typeAt, type Type } from '../../sql/types/type.js';
import { castTo } from '../casts.js';
import { compareValues, isSame } from '../compare.js';
import { doNotKnow, fail } from '../failure.js';
import { isFloating } from '../numbers.js';
import { list, text, whole, type Value } from '../value.js';
import { lenient, typed, type Functions } from './implementation.js';

const elementOf = (type: Type | undefined): Type => {
  if (type?.base !== 'array') return doNotKnow(`functions on a ${type?.base ?? 'value'}`);
  const element = typeAt(type, 0);
  return element.base === 'array' || element.base === 'row' || element.base === 'map'
    ? doNotKnow('functions that compare nested values')
    : element;
};

const equal = (type: Type) => (one: Value, other: Value) => compareValues(one, other, type) === 0;

const distinct = (values: readonly Value[], type: Type): readonly Value[] =>
  values.filter((value, index) => values.findIndex((other) => isSame(value, other, type)) === index);

/** The greatest or the least element; NULL if one is NULL. */
const extreme = (sign: 1 | -1) =>
  typed(([type]) => {
    const element = elementOf(type);
    if (isFloating(element)) return doNotKnow('the greatest of floating point numbers');
    return ([values]) => {
      const all = list(values);
      if (all.length === 0 || all.includes(null)) return null;
      return all.reduce((a, b) => (sign * (compareValues(b, a, element) ?? 0) > 0 ? b : a));
    };
  });

/** Functions on arrays of Trino; `any_match` and others with a lambda expression are forms of expressions. */
export const arrayFunctions: Functions = {
  cardinality: typed(
    () =>
      ([values]) =>
        BigInt(list(values).length),
  ),
  contains: lenient(([type]) => {
    const same = equal(elementOf(type));
    return ([values = null, sought = null]) => {
      if (values === null || sought === null) return null;
      if (list(values).some((one) => same(one, sought))) return true;
      return list(values).includes(null) ? null : false;
    };
  }),
  arrays_overlap: typed(([type]) => {
    const same = equal(elementOf(type));
    return ([a, b]) => {
      const [one, other] = [list(a), list(b)];
      if (one.some((value) => other.some((each) => same(value, each)))) return true;
      const unknown = (one.includes(null) && other.length > 0) || (other.includes(null) && one.length > 0);
      return unknown ? null : false;
    };
  }),
  array_distinct: typed(([type]) => {
    const element = elementOf(type);
    return ([values]) => distinct(list(values), element);
  }),
  array_position: typed(([type]) => {
    const same = equal(elementOf(type));
    return ([values, sought = null]) => BigInt(list(values).findIndex((one) => same(one, sought)) + 1);
  }),
  array_remove: typed(([type]) => {
    const same = equal(elementOf(type));
    return ([values, removed = null]) => list(values).filter((one) => !same(one, removed));
  }),
  array_max: extreme(1),
  array_min: extreme(-1),
  array_join: typed(([type], returns) => {
    const write = castTo(elementOf(type), returns);
    return ([values, delimiter, forNull]) =>
      list(values)
        .flatMap((one) =>
          one === null ? (forNull === undefined ? [] : [text(forNull)]) : [text(write(one))],
        )
        .join(text(delimiter));
  }),
  element_at: typed(([type]) => {
    if (type?.base !== 'array') return doNotKnow('maps');
    return ([values, index]) => {
      const at = whole(index);
      if (at === 0n) return fail('the index of an array begins at 1');
      return list(values).at(Number(at > 0n ? at - 1n : at)) ?? null;
    };
  }),
  slice: typed(() => ([values, start, length]) => {
    const [from, size] = [whole(start), whole(length)];
    if (from === 0n || size < 0n) return fail('the start of slice begins at 1, and its length at 0');
    const all = list(values);
    const first = Number(from > 0n ? from - 1n : BigInt(all.length) + from);
    return first < 0 ? [] : all.slice(first, first + Number(size));
  }),
  trim_array: typed(() => ([values, count]) => {
    const [all, removed] = [list(values), Number(whole(count))];
    return removed < 0 || removed > all.length
      ? fail('trim_array removes at most the elements that there are')
      : all.slice(0, all.length - removed);
  }),
  flatten: typed(
    () =>
      ([values]) =>
        list(values).flatMap((inner) => (inner === null ? [] : list(inner))),
  ),
  repeat: lenient(() => ([value = null, count = null]) => {
    if (count === null) return null;
    return whole(count) > 10_000n
      ? doNotKnow('arrays of more than 10,000 elements')
      : Array<Value>(Math.max(0, Number(whole(count)))).fill(value);
  }),
};
