import { factsAlias } from '../row.js';
import type { Expression, Query, Relation } from '../../sql/ast.js';
import {
  and,
  as,
  call,
  column,
  equals,
  integer,
  query,
  scalarSubquery,
  searchedCase,
  select,
  string,
  subquery,
  table,
} from '../../sql/build.js';

/** Rows of the profile: those of a kind, with this name and value if they are given. */
export interface ProfileRows {
  readonly kind: string;
  readonly name?: string;
  readonly value?: string;
}

/** The expression over a value of the profile. */
interface MadeOfValue {
  readonly item: Expression;
  /** A condition on the values; by default all. */
  readonly where?: Expression;
  /** The relation whose rows are compared with each value. */
  readonly beside?: Relation;
}

/**
 * The facts that a view reads from its reader's profile. They are collected while the parts of the view are compiled, and one row with all
 * of them is joined to every other row.
 */
export interface ReaderFacts {
  /** Whether the reader has such a row. Equal facts are read once. */
  has(rows: ProfileRows): Expression;
  /** The value of the reader's only row of a kind; NULL if there is none. */
  valueOf(kind: string): Expression;
  /** The query for the values of such rows. */
  values(rows: ProfileRows, make?: (value: Expression) => MadeOfValue): Query;
  /** The row of facts; undefined if no fact is needed. */
  relation(): Relation | undefined;
}

/**
 * Begins to collect facts from a profile. They are aggregates without groups, so there is one row for an unknown reader too, in which every
 * fact is false.
 * @param profile the parts of the name of the view that shows every reader their own rows
 */
export function createReaderFacts(profile: readonly string[]): ReaderFacts {
  const flags = new Map<string, { readonly name: string; readonly rows: ProfileRows }>();
  const values = new Set<string>();
  const answer = (name: string): Expression => column(factsAlias, name);
  return {
    has(rows) {
      const key = JSON.stringify([rows.kind, rows.name, rows.value]);
      const flag = flags.get(key) ?? {
        name:
          rows.kind === 'subscription'
            ? 'subscribed'
            : `f${[...flags.values()].filter((one) => one.rows.kind !== 'subscription').length + 1}`,
        rows,
      };
      flags.set(key, flag);
      return equals(answer(flag.name), integer(1));
    },
    valueOf(kind) {
      values.add(kind);
      return answer(valueNames[kind] ?? kind);
    },
    values: (rows, make) => valuesOf(profile, rows, make),
    relation() {
      const items = [
        ...[...flags.values()].map(({ name, rows }) => as(anyRow(rows), name)),
        ...[...values].map((kind) => as(oneValue(kind), valueNames[kind] ?? kind)),
      ];
      return items.length === 0
        ? undefined
        : subquery(select({ items, from: table(profile, rowsAlias) }), factsAlias);
    },
  };
}

/** Reads the profile in a subquery, where the row of facts cannot be referenced without correlation. */
export function createInlineFacts(profile: readonly string[]): Omit<ReaderFacts, 'relation'> {
  const answer = (expression: Expression): Expression =>
    scalarSubquery(select({ items: [expression], from: table(profile, rowsAlias) }));
  return {
    has: (rows) => equals(answer(anyRow(rows)), integer(1)),
    valueOf: (kind) => answer(oneValue(kind)),
    values: (rows, make) => valuesOf(profile, rows, make),
  };
}

const anyRow = (rows: ProfileRows): Expression =>
  call('coalesce', call('max', searchedCase([[isRow(rows, rowsAlias), integer(1)]], integer(0))), integer(0));

const oneValue = (kind: string): Expression =>
  call('max', searchedCase([[isRow({ kind }, rowsAlias), column(rowsAlias, 'value')]]));

const valuesOf = (
  profile: readonly string[],
  rows: ProfileRows,
  make: (value: Expression) => MadeOfValue = (value) => ({ item: value }),
): Query => {
  const { item, where, beside } = make(column(listAlias, 'value'));
  const list = table(profile, listAlias);
  return query(
    select({
      items: [item],
      from: beside === undefined ? list : { kind: 'Join', type: 'CROSS', left: beside, right: list },
      where: and(isRow(rows, listAlias), ...(where === undefined ? [] : [where])),
    }),
  );
};

const rowsAlias = 'scrim_profile';
const listAlias = 'scrim_list';

/** The names of facts that are values. */
const valueNames: Readonly<Record<string, string>> = {
  user: 'reader_name',
  iam: 'reader_iam',
  hashPrefix: 'hash_prefix',
};

const isRow = ({ kind, name, value }: ProfileRows, alias: string): Expression =>
  and(
    equals(column(alias, 'kind'), string(kind)),
    ...(name === undefined ? [] : [equals(column(alias, 'name'), string(name))]),
    ...(value === undefined ? [] : [equals(column(alias, 'value'), string(value))]),
  );
