import type { Column } from '../../model/data-source.js';
import { rowReference } from '../../sql/build.js';
import { literalsOf } from '../literal.js';
import type { RowCondition, RowDecision } from '../shown.js';
import { comparedTypeOf, valuesOf } from './compared-type.js';
import { allOf, anyOf, never } from './formula.js';
import type { Formula } from './formula.js';
import { isPresent, keyOf, truthOf } from './truth.js';
import type { Compared } from './compared.js';
import { beginningWith, comparedWith, points, union } from './value-set.js';

/** When a filter keeps a row. */
export const keepsRow = ({ guard, ...condition }: RowDecision, compared: Compared): Formula =>
  guard === undefined
    ? meets(condition, compared)
    : anyOf(truthOf(guard.expression, compared).whenFalse, meets(condition, compared));

function meets(condition: RowCondition, compared: Compared): Formula {
  switch (condition.type) {
    case 'none':
      return never;
    case 'custom':
      return truthOf(condition.expression, compared).whenTrue;
    case 'values':
      return anyValue(condition, compared);
    case 'time': {
      const { column, keep, than } = condition;
      return allOf(isPresent(column.name, compared), { kind: 'age', of: keyOfColumn(column), keep, than });
    }
    case 'sample': {
      const { column, hundredths } = condition;
      if (hundredths <= 0) return never;
      const present = isPresent(column.name, compared);
      const of = `sample of ${keyOfColumn(column)}`;
      return hundredths >= all
        ? present
        : allOf(present, { kind: 'values', of, values: comparedWith('<', BigInt(hundredths)) });
    }
  }
}

const all = 10_000;

/** A filter's SQL depends on the declared type of its column. */
const keyOfColumn = ({ name, type }: Column): string => JSON.stringify([name, type]);

type Values = Extract<RowCondition, { type: 'values' }>;

/** The SQL of each platform leaves out what is no value of the column's type, and what is empty where the beginning counts. */
function anyValue({ column, values: texts, match }: Values, compared: Compared): Formula {
  const meant = match === 'equal' ? texts : texts.filter((text) => text !== '');
  const declared = compared.typeOf(column.name);
  const make = declared && literalsOf(declared);
  if (meant.length === 0) return never;
  const unknown = (text: string): Formula => ({
    kind: 'state',
    of: JSON.stringify([match, keyOfColumn(column), text]),
    states: 1,
  });
  if (declared === undefined || make === undefined) return anyOf(...meant.map(unknown));
  const literals = meant.map(make).filter((literal) => literal !== undefined);
  if (literals.length === 0) return never;
  const type = comparedTypeOf(declared, compared.platform);
  if (match === 'equal') {
    const [first, ...more] = literals;
    if (first === undefined) return never;
    return truthOf(
      { kind: 'InList', value: rowReference(column.name), items: [first, ...more], negated: false },
      compared,
    ).whenTrue;
  }
  const beginnings = type && valuesOf(literals, type, compared.platform);
  if (type === undefined || beginnings === undefined || (type.kind !== 'text' && type.kind !== 'padded')) {
    return anyOf(...meant.map(unknown));
  }
  const some = beginnings.filter((value) => typeof value === 'string');
  const sets =
    match === 'prefix'
      ? some.map(beginningWith)
      : [points(some), ...some.map((text) => beginningWith(`${text}.`))];
  return { kind: 'values', of: keyOf(rowReference(column.name)), values: union(sets) };
}
