import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Query } from '../../../../src/sql/ast.js';
import { allColumns, query, select, table } from '../../../../src/sql/build.js';
import type { Dialect } from '../../../../src/sql/dialect.js';
import { parseQuery } from '../../../../src/sql/parse/index.js';
import { print } from '../../../../src/sql/print/print.js';
import {
  checkOutput,
  replaceTables,
  resolve,
  ScopeError,
  tablesOf,
  type Lookup,
  type ReplaceTable,
} from '../../../../src/sql/scope/index.js';
import { substitute } from '../../../../src/sql/scope/replace-tables.js';
import { nodesOf } from '../../../../src/sql/visit.js';
import { sqlArbitraries } from '../arbitraries.js';
import { queryTexts } from './query-texts.js';

const dialects: readonly Dialect[] = ['trino', 'redshift'];
const anyTable: Lookup = () => ['a', 'b'];

/** Replaces every table by one that no query names, its version within. */
const marker = 'scrim_marker';
const mark: ReplaceTable = ({ version }) => {
  const from = table([marker, marker]);
  return query(select({ items: [allColumns()], from: from.kind === 'Table' ? { ...from, version } : from }));
};

/** The result, or undefined when a query is refused for what its author can mend. */
function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof ScopeError) return undefined;
    throw error;
  }
}

const namesOf = (tree: Query, dialect: Dialect): readonly string[] =>
  tablesOf(tree, dialect).map(({ name }) => name.parts.map(({ value }) => value).join('.'));

describe.each(dialects)('names in any tree of %s', (dialect) => {
  const trees = sqlArbitraries(dialect).query;

  it('are all met, tables and columns, whatever the tree', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const { query: read, tables, columns } = resolve(tree, anyTable, dialect);
        expect(new Set(tables.map(({ node }) => node))).toEqual(
          new Set(nodesOf(read, 'Table', 'TableQuery')),
        );
        expect(tables).toHaveLength(nodesOf(read, 'Table', 'TableQuery').length);
        expect(new Set(columns.map(({ node }) => node))).toEqual(new Set(nodesOf(read, 'ColumnReference')));
      }),
      { numRuns: 300 },
    );
  });

  it('leave no table that was there before, once all are replaced', () => {
    let done = 0;
    fc.assert(
      fc.property(trees, (tree) => {
        const replaced = attempt(() => substitute(resolve(tree, anyTable, dialect), dialect, mark));
        if (replaced === undefined) return;
        done += 1;
        expect(new Set([...namesOf(replaced, dialect), `${marker}.${marker}`])).toEqual(
          new Set([`${marker}.${marker}`]),
        );
      }),
      { numRuns: 300 },
    );
    expect(done).toBeGreaterThan(150);
  });
});

const columns: Readonly<Record<string, readonly string[]>> = {
  t: ['a', 'b'],
  u: ['a', 'd'],
  's.t': ['a', 'b'],
  's.u': ['a', 'd'],
  's2.t': ['a', 'x'],
};
const lookup: Lookup = (name) => columns[(name[0] === 'hid' ? name.slice(1) : name).join('.')];

/** `hid.s.t` for `s.t`. */
const identity: ReplaceTable = ({ name: { parts } }) =>
  query(select({ items: [allColumns()], from: table(['hid', ...parts.map(({ value }) => value)]) }));

describe('queries that resolve', () => {
  const bases = (tree: Query): readonly string[] =>
    (resolve(tree, lookup, 'trino').output ?? []).map(({ base, name }) => {
      const parts = base?.table.parts.map(({ value }) => value) ?? [];
      return `${name}<${[...(parts[0] === 'hid' ? parts.slice(1) : parts), base?.column].join('.')}`;
    });

  it('resolve the same when each table is replaced by a query of all its columns', () => {
    let done = 0;
    fc.assert(
      fc.property(queryTexts, (text) => {
        const tree = parseQuery(text, 'trino');
        if (resolve(tree, lookup, 'trino').errors.length > 0) return;
        const replaced = attempt(() => replaceTables(tree, lookup, 'trino', identity));
        if (replaced === undefined) return;
        done += 1;
        const again = parseQuery(print(replaced, 'trino'), 'trino');
        expect(resolve(again, lookup, 'trino').errors).toEqual([]);
        expect(bases(again)).toEqual(bases(tree));
        expect(namesOf(again, 'trino')).toEqual(namesOf(tree, 'trino').map((name) => `hid.${name}`));
      }),
      { numRuns: 1000 },
    );
    expect(done).toBeGreaterThan(400);
  });

  it('have a result that is a table where nothing is said against it', () => {
    fc.assert(
      fc.property(queryTexts, (text) => {
        const tree = parseQuery(text, 'trino');
        const { output, errors } = resolve(tree, lookup, 'trino');
        if (errors.length > 0 || output === undefined) return;
        const names = output.map(({ name }) => name?.toLowerCase());
        const fine = new Set(names).size === names.length && !names.includes(undefined);
        expect(checkOutput(tree, output).length === 0).toBe(fine);
      }),
      { numRuns: 300 },
    );
  });
});
