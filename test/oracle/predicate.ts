import { literalOf, readCell } from './cells.js';
import type { Cell, CellKind, Row } from './cells.js';
import { lookupRows } from './raw-tables.js';
import { all, any, holds, not } from './subject.js';
import type { Holding, Subject, Truth } from './subject.js';

/** A column of a row, with its type. */
export interface ColumnOf {
  readonly name: string;
  readonly kind: CellKind;
}

/** Predicates that the oracle can write as SQL and evaluate by itself. Values are text that `readCell` reads. */
export type Predicate =
  | {
      readonly is: 'compare';
      readonly column: ColumnOf;
      readonly by: '=' | '<>' | '<' | '>=';
      readonly value: string;
    }
  | { readonly is: 'null'; readonly column: ColumnOf }
  | { readonly is: 'in'; readonly column: ColumnOf; readonly values: readonly string[] }
  | { readonly is: 'begins'; readonly column: ColumnOf; readonly value: string }
  | { readonly is: 'flag'; readonly column: ColumnOf }
  | {
      readonly is: 'attribute';
      readonly name: string;
      readonly column: ColumnOf;
      readonly placeholder?: string;
    }
  | { readonly is: 'groups'; readonly column: ColumnOf; readonly placeholder?: string }
  | { readonly is: 'purposes'; readonly column: ColumnOf }
  | { readonly is: 'hasAttribute'; readonly name: string; readonly value: string }
  | { readonly is: 'inGroups'; readonly groups: readonly string[] }
  | { readonly is: 'usingPurpose'; readonly purpose: string }
  | { readonly is: 'username'; readonly column: ColumnOf }
  | { readonly is: 'iam'; readonly value: string }
  | { readonly is: 'lookup'; readonly column: ColumnOf; readonly kind: string }
  | { readonly is: 'and' | 'or'; readonly parts: readonly Predicate[] }
  | { readonly is: 'not'; readonly part: Predicate };

const text = (value: string): string => literalOf('text', value);
const literal = ({ kind }: ColumnOf, value: string): string => literalOf(kind, readCell(kind, value) ?? null);

/** The full name of the lookup table in SQL. */
export const lookupTable = 'vault.oracle.lookup';

/** A predicate as a governor would write it. */
export function predicateSql(predicate: Predicate): string {
  switch (predicate.is) {
    case 'compare':
      return `${predicate.column.name} ${predicate.by} ${literal(predicate.column, predicate.value)}`;
    case 'null':
      return `${predicate.column.name} IS NULL`;
    case 'in':
      return `${predicate.column.name} IN (${predicate.values.map((value) => literal(predicate.column, value)).join(', ')})`;
    case 'begins':
      return `${predicate.column.name} LIKE ${text(`${predicate.value}%`)}`;
    case 'flag':
      return predicate.column.name;
    case 'attribute':
      return `@attributeValuesContains(${[text(predicate.name), predicate.column.name, ...placeholder(predicate)].join(', ')})`;
    case 'groups':
      return `@groupsContains(${[predicate.column.name, ...placeholder(predicate)].join(', ')})`;
    case 'purposes':
      return `@purposesContains(@columnReference('${predicate.column.name}'))`;
    case 'hasAttribute':
      return `@hasAttribute(${text(predicate.name)}, ${text(predicate.value)})`;
    case 'inGroups':
      return `@isInGroups(${predicate.groups.map(text).join(', ')})`;
    case 'usingPurpose':
      return `@isUsingPurpose(${text(predicate.purpose)})`;
    case 'username':
      return `${predicate.column.name} = @username()`;
    case 'iam':
      return `@iam() = ${text(predicate.value)}`;
    case 'lookup':
      return `${predicate.column.name} IN (SELECT l.place FROM ${lookupTable} l WHERE l.kind = ${text(predicate.kind)})`;
    case 'and':
    case 'or':
      return predicate.parts.map((part) => `(${predicateSql(part)})`).join(` ${predicate.is.toUpperCase()} `);
    case 'not':
      return `NOT (${predicateSql(predicate.part)})`;
  }
}

const placeholder = (of: { readonly column: ColumnOf; readonly placeholder?: string }): readonly string[] =>
  of.placeholder === undefined ? [] : [literal(of.column, of.placeholder)];

const equal = (a: Cell, b: Cell): Truth => (a === null || b === null ? null : a === b);

/** Whether a value is one of some texts of its type; a text that is not a value of the type equals nothing. */
const among = (cell: Cell, { kind }: ColumnOf, texts: readonly string[]): Truth =>
  any(
    texts.flatMap((one) => {
      const value = readCell(kind, one);
      return value === undefined ? [] : [equal(cell, value)];
    }),
  );

function contains(
  column: ColumnOf,
  cell: Cell,
  standIn: string | undefined,
  listOf: (of: Holding) => readonly string[],
  subject: Subject,
): Truth {
  const sure = listOf(subject);
  if (subject.perhaps === 'anything') return any([among(cell, column, sure), null]);
  const unsure = listOf(subject.perhaps).filter((value) => !sure.includes(value));
  if (unsure.length > 0) return any([among(cell, column, sure), all([among(cell, column, unsure), null])]);
  if (sure.length > 0) return among(cell, column, sure);
  return standIn === undefined ? false : among(cell, column, [standIn]);
}

/** What a predicate is of a row, for who asks: SQL's three-valued logic. */
export function evaluate(predicate: Predicate, row: Row, subject: Subject): Truth {
  const cellOf = ({ name }: ColumnOf): Cell => row[name] ?? null;
  switch (predicate.is) {
    case 'compare': {
      const { column, by } = predicate;
      const [left, right] = [cellOf(column), readCell(column.kind, predicate.value) ?? null];
      if (left === null || right === null) return null;
      if (by === '=' || by === '<>') return (left === right) === (by === '=');
      return by === '<' ? left < right : left >= right;
    }
    case 'null':
      return cellOf(predicate.column) === null;
    case 'in':
      return among(cellOf(predicate.column), predicate.column, predicate.values);
    case 'begins': {
      const cell = cellOf(predicate.column);
      return cell === null ? null : String(cell).startsWith(predicate.value);
    }
    case 'flag':
      return cellOf(predicate.column) as Truth;
    case 'attribute': {
      const { column, name } = predicate;
      if (!subject.knownAttributes.includes(name)) return null;
      return contains(
        column,
        cellOf(column),
        predicate.placeholder,
        (of) => of.attributes[name] ?? [],
        subject,
      );
    }
    case 'groups': {
      const { column } = predicate;
      return contains(column, cellOf(column), predicate.placeholder, (of) => of.groups, subject);
    }
    case 'purposes': {
      const acting = subject.purposes.flatMap((purpose) =>
        purpose.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.')),
      );
      const list = { groups: acting, attributes: {} };
      const { column } = predicate;
      return contains(column, cellOf(column), undefined, ({ groups }) => groups, {
        ...subject,
        ...list,
        perhaps: subject.perhaps === 'anything' ? 'anything' : list,
      });
    }
    case 'hasAttribute':
      return holds({ attribute: predicate.name, value: predicate.value }, subject);
    case 'inGroups':
      return holds({ all: predicate.groups.map((group) => ({ group })) }, subject);
    case 'usingPurpose':
      return holds({ purpose: predicate.purpose }, subject);
    case 'username':
      return equal(cellOf(predicate.column), subject.name);
    case 'iam':
      return equal(subject.name === null ? null : subject.iam, predicate.value);
    case 'lookup': {
      const cell = cellOf(predicate.column);
      const regions = lookupRows.filter(({ kind }) => kind === predicate.kind).map(({ region }) => region);
      return any(regions.map((region) => equal(cell, region)));
    }
    case 'and':
      return all(predicate.parts.map((part) => evaluate(part, row, subject)));
    case 'or':
      return any(predicate.parts.map((part) => evaluate(part, row, subject)));
    case 'not':
      return not(evaluate(predicate.part, row, subject));
  }
}
