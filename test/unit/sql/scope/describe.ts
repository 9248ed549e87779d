import { parseQuery } from '../../../../src/sql/parse/index.js';
import type { Dialect } from '../../../../src/sql/dialect.js';
import { resolve, type Lookup, type Origin, type Resolution } from '../../../../src/sql/scope/index.js';

/** The tables of the cases. */
const tables: Readonly<Record<string, readonly string[]>> = {
  t: ['a', 'b', 'c'],
  u: ['a', 'd'],
  v: ['d', 'e'],
  's.t': ['a', 'b', 'c'],
  's.u': ['a', 'd'],
  's2.t': ['a', 'x'],
  'cat.s.t': ['a', 'b', 'c'],
  'cat.s.w': ['id', 'r', 'items'],
  w: ['id', 'r', 'items'],
  m: ['Id', 'Name'],
  none: [],
};

const lookup: Lookup = (name) => tables[name.join('.')];

const resolveText = (sql: string, dialect: Dialect = 'trino'): Resolution =>
  resolve(parseQuery(sql, dialect), lookup, dialect);

/** What a name denotes in one word: `t.a`, `(t.a=u.a)`, `out.0`, `->x`, `?`. */
function describeOrigin(origin: Origin | undefined): string {
  switch (origin?.kind) {
    case undefined:
      return '-';
    case 'column':
      return `${origin.relation.name ?? '<' + origin.relation.node.kind + '>'}.${origin.column}`;
    case 'merged':
      return `(${origin.columns.map(describeOrigin).join('=')})`;
    case 'output':
      return `out.${origin.index}`;
    case 'parameter':
      return `->${origin.column}`;
    case 'unknown':
      return `${origin.relation?.name ?? ''}?`;
  }
}

/** What a case is about, its dialect, its text, and all that its names mean. */
export type Case = readonly [what: string, dialect: Dialect, sql: string, expected: readonly string[]];

/**
 * All that was found in a text, a line for each kind: tables as `s.t`, WITH queries as `with t`, values of other relations
 * as `value c.items`; columns as `name=meaning`; the result with the table's column that each is in the end; the errors.
 */
export function describeText(sql: string, dialect: Dialect): readonly string[] {
  const { tables: uses, columns, output, errors } = resolveText(sql, dialect);
  const spell = (parts: readonly { readonly value: string }[]): string =>
    parts.map(({ value }) => value).join('.');
  const lines = {
    tables: uses.map(({ name, namedQuery, navigation }) => {
      const kind = namedQuery !== undefined ? 'with ' : navigation === true ? 'value ' : '';
      return `${kind}${spell(name.parts)}`;
    }),
    columns: columns.map(({ node, denotes, fields }) =>
      [`${spell(node.parts)}=${describeOrigin(denotes)}`, ...fields].join('/'),
    ),
    output: output?.map(({ name, base }) =>
      base === undefined ? (name ?? '_') : `${name ?? '_'}<${spell(base.table.parts)}.${base.column}`,
    ) ?? ['unknown'],
  };
  return [
    ...Object.entries(lines).flatMap(([kind, found]) =>
      found.length === 0 ? [] : [`${kind}: ${found.join(', ')}`],
    ),
    ...errors.map(({ line, column, message }) => `${line}:${column} ${message}`),
  ];
}
