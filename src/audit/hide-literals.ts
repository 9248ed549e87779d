import { tokensOf } from '../sql/parse/index.js';
import type { Dialect } from '../sql/dialect.js';
import type { SqlKept } from './sql-kept.js';

/** Characters of a query that are kept. */
const most = 1_000_000;

/** The text of a query as it is recorded; null if it is not. */
export function keptSql(sql: string, kept: SqlKept, dialect: Dialect = 'trino'): string | null {
  switch (kept) {
    case 'none':
      return null;
    case 'whole':
      return sql.length > most ? `${sql.slice(0, most)}… (${sql.length} characters)` : sql;
    case 'withoutLiterals':
      return withoutLiterals(sql, dialect);
  }
}

/** A query with `?` in the place of each string and number, without comments. Null for a text that cannot be read as SQL: it could contain any value. */
function withoutLiterals(sql: string, dialect: Dialect): string | null {
  let text = '';
  let last: number | undefined;
  try {
    for (const { start, stop, isLiteral } of tokensOf(sql, dialect)) {
      if (last !== undefined && start > last + 1) text += ' ';
      text += isLiteral ? '?' : sql.slice(start, stop + 1);
      last = stop;
    }
  } catch {
    return null;
  }
  return text;
}
