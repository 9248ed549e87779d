import { catalog, filtersOf, maskOf, mayRead, mixed, several, tableOf, userOf } from './world.js';
import type { Column, MaskKind, Size, TableFacts, UserFacts } from './world.js';

/** What Trino asks, by the last part of scrim's path. */
export const endpoints = ['allow', 'rows', 'mask', 'masks', 'batch'] as const;
export type Endpoint = (typeof endpoints)[number];

/** What an answer must say; the texts of filters and masks are each server's own. */
export type Expectation =
  | { readonly allowed: boolean }
  | { readonly shown: readonly number[] }
  /** The values of each column that filters, and no other column. */
  | { readonly filters: ReturnType<typeof filtersOf> }
  /** The kind of mask by the index of its column; of a single mask at 0. */
  | { readonly masks: ReadonlyMap<number, MaskKind> };

/** A request of Trino, with the answer that the rules of the world give. */
export interface Question {
  readonly body: string;
  readonly expected: Expectation;
}

/** A page of SHOW TABLES. */
const tablesPerPage = 30;
const tries = 1_000;

/** Different requests to an endpoint, the same in each run. */
export function questionsOf(size: Size, endpoint: Endpoint, count: number): readonly Question[] {
  const make = makers[endpoint];
  return Array.from({ length: count }, (_, index) => make(size, index));
}

/**
 * Requests to an endpoint of which no two are the same, and which `questionsOf` does not return: fewer than asked for if the world has no more.
 * @param after how many `questionsOf` returns
 */
export function newQuestionsOf(
  size: Size,
  endpoint: Endpoint,
  after: number,
  count: number,
): readonly Question[] {
  const seen = new Set(questionsOf(size, endpoint, after).map(({ body }) => body));
  const found: Question[] = [];
  for (let index = after; found.length < count && index < after + 20 * count; index += 1) {
    const question = makers[endpoint](size, index);
    if (seen.has(question.body)) continue;
    seen.add(question.body);
    found.push(question);
  }
  return found;
}

type Make = (size: Size, index: number) => Question;

const makers: Readonly<Record<Endpoint, Make>> = {
  allow: (size, index) => {
    const user = someUser(size, index, 1);
    const kind = index % 10;
    if (kind === 0) return ask(user, { operation: 'ExecuteQuery' }, { allowed: true });
    if (kind === 1) {
      const resource = { catalog: { name: catalog } };
      return ask(user, { operation: 'AccessCatalog', resource }, { allowed: true });
    }
    // Two of ten ask for any table, which is mostly denied.
    const table = kind < 4 ? tableOf(size, mixed(size.tables, index, 2)) : readable(size, user, index, 2);
    const columns = several(1 + mixed(12, index, 3), table.columns.length, index, 4).map(
      (position) => table.columns[position]?.name,
    );
    const resource = { table: { ...nameOf(table), columns } };
    return ask(user, { operation: 'SelectFromColumns', resource }, { allowed: mayRead(user, table) });
  },
  rows: (size, index) => {
    const user = someUser(size, index, 5);
    const table = readable(size, user, index, 6);
    const action = { operation: 'GetRowFilters', resource: { table: nameOf(table) } };
    return ask(user, action, { filters: filtersOf(user, table) });
  },
  mask: (size, index) => {
    for (let draw = 0; draw < tries; draw += 1) {
      const user = someUser(size, index, 7, draw);
      const table = readable(size, user, index, 8, draw);
      const column = table.columns[mixed(table.columns.length, index, 9, draw)];
      const kind = column && maskOf(user, table, column);
      // Open Policy Agent has no answer about a column without a mask.
      if (column === undefined || kind === undefined) continue;
      const action = { operation: 'GetColumnMask', resource: { column: columnOf(table, column) } };
      return ask(user, action, { masks: new Map([[0, kind]]) });
    }
    throw new Error('no column is masked');
  },
  masks: (size, index) => {
    for (let draw = 0; draw < tries; draw += 1) {
      const user = someUser(size, index, 10, draw);
      const table = readable(size, user, index, 11, draw);
      const masks = new Map<number, MaskKind>();
      table.columns.forEach((column, position) => {
        const kind = maskOf(user, table, column);
        if (kind !== undefined) masks.set(position, kind);
      });
      if (masks.size === 0) continue;
      const filterResources = table.columns.map((column) => ({ column: columnOf(table, column) }));
      return ask(user, { operation: 'GetColumnMask', filterResources }, { masks });
    }
    throw new Error('no table has masks');
  },
  batch: (size, index) => {
    const user = someUser(size, index, 12);
    const own = readable(size, user, index, 13);
    if (index % 2 === 0) {
      const columns = own.columns.map(({ name }) => name);
      const filterResources = [{ table: { ...nameOf(own), columns } }];
      const shown = columns.map((_, position) => position);
      return ask(user, { operation: 'FilterColumns', filterResources }, { shown });
    }
    const others = several(tablesPerPage - 1, size.tables, index, 14).map((one) => tableOf(size, one));
    const page = [own, ...others];
    const filterResources = page.map((table) => ({ table: nameOf(table) }));
    const shown = page.flatMap((table, position) => (mayRead(user, table) ? [position] : []));
    return ask(user, { operation: 'FilterTables', filterResources }, { shown });
  },
};

const someUser = (size: Size, ...positions: readonly number[]): UserFacts =>
  userOf(size, mixed(size.users, ...positions));

/** A table that the user may read, of their own domain. */
function readable(size: Size, user: UserFacts, ...positions: readonly number[]): TableFacts {
  for (let draw = 0; draw < tries; draw += 1) {
    const row = mixed(size.tables / size.domains, ...positions, draw);
    const table = tableOf(size, row * size.domains + user.home);
    if (mayRead(user, table)) return table;
  }
  throw new Error(`${user.name} may read no table`);
}

const nameOf = ({ schema, name }: TableFacts): object => ({
  catalogName: catalog,
  schemaName: schema,
  tableName: name,
});

const columnOf = (table: TableFacts, { name, type }: Column): object => ({
  ...nameOf(table),
  columnName: name,
  columnType: type,
});

/** A body as Trino sends it. */
function ask({ name, groups }: UserFacts, action: object, expected: Expectation): Question {
  const context = { identity: { user: name, groups }, softwareStack: { trinoVersion: '476' } };
  return { body: JSON.stringify({ input: { context, action } }), expected };
}
