import { tokensOf } from '../sql/parse/index.js';

/** What is kept of the text of a query: all of it, all but the values in it, or nothing. */
export const sqlKept = ['whole', 'withoutLiterals', 'none'] as const;
/** @see sqlKept */
export type SqlKept = (typeof sqlKept)[number];

/** Characters of a query that are kept. */
const most = 1_000_000;

/** The text of a query as it is recorded; null if it is not. */
export function keptSql(sql: string, kept: SqlKept): string | null {
  switch (kept) {
    case 'none':
      return null;
    case 'whole':
      return sql.length > most ? `${sql.slice(0, most)}… (${sql.length} characters)` : sql;
    case 'withoutLiterals':
      return withoutLiterals(sql);
  }
}

/** A query with `?` in the place of each string and number, without comments. Null for a text that cannot be read as SQL: it could contain any value. */
function withoutLiterals(sql: string): string | null {
  let text = '';
  let last: number | undefined;
  try {
    for (const { start, stop, isLiteral } of tokensOf(sql, 'trino')) {
      if (last !== undefined && start > last + 1) text += ' ';
      text += isLiteral ? '?' : sql.slice(start, stop + 1);
      last = stop;
    }
  } catch {
    return null;
  }
  return text;
}
