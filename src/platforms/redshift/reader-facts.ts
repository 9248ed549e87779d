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

/** Rows of the profile: those of a kind, with a name and a value where these are given. */
export interface ProfileRows {
  readonly kind: string;
  readonly name?: string;
  readonly value?: string;
}

/** What is made of a value of the profile. */
interface MadeOfValue {
  readonly item: Expression;
  /** Which values are taken; without it all. */
  readonly where?: Expression;
  /** Of what each row is held against each value. */
  readonly beside?: Relation;
}

/** What a view asks of its reader's profile: gathered while its parts are made, and answered by one row beside every other. */
export interface ReaderFacts {
  /** Whether the reader has such a row. The same question is asked once. */
  has(rows: ProfileRows): Expression;
  /** The value of the reader's one row of a kind; NULL when there is none. */
  valueOf(kind: string): Expression;
  /** The query of the values of such rows. */
  values(rows: ProfileRows, make?: (value: Expression) => MadeOfValue): Query;
  /** The row of answers; undefined where nothing was asked. */
  relation(): Relation | undefined;
}

/**
 * Begins to ask a profile. The answers are aggregates without groups: there is one row of them for a reader who is unknown too,
 * and it says no to everything.
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

/** Asks the profile where the row of answers cannot be reached without correlation: within a subquery. */
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

/** What the answers are called that are values. */
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
