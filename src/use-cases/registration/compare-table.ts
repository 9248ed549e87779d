import type { Column, DataSource } from '../../model/data-source.js';
import { formatDataSourceName, rawColumnName } from '../../model/names.js';
import { present } from '../../model/present.js';
import type { ReadTable } from '../../model/raw-tables.js';
import type { SqlForms } from '../../trino/describe-table.js';
import type { RawColumn } from '../../trino/raw-table.js';
import { sameType } from '../../types/same-type.js';

/** How a registered data source differs from its table, from a table that its query reads, or from the result of its query. */
export interface Comparison {
  readonly dataSource: string;
  /** The raw table; undefined for the result of the data source's query. */
  readonly table?: string;
  /** The table no longer exists, or is not visible. */
  readonly vanished: boolean;
  /** Why the query cannot be run. */
  readonly refused?: string;
  /** Columns that are registered and do not exist. */
  readonly missing: readonly string[];
  /** Columns that exist and are not registered: no view shows them. For a table that a query reads, only registered columns count. */
  readonly added: readonly { readonly name: string; readonly type: string }[];
  readonly changed: readonly {
    readonly name: string;
    readonly registered: string;
    readonly now: string;
  }[];
}

type Types = Pick<SqlForms, 'typeOf'>;
type Named = Pick<Column, 'name' | 'type'>;

/** Whether nothing differs. */
export const agrees = ({ vanished, refused, missing, added, changed }: Comparison): boolean =>
  !vanished && refused === undefined && missing.length + added.length + changed.length === 0;

/** Compares registered columns with those that exist now. */
function compareColumns(
  registered: readonly Named[],
  there: readonly Named[],
  { typeOf }: Types,
): Pick<Comparison, 'missing' | 'added' | 'changed'> {
  const now = new Map(there.map(({ name, type }) => [name, type]));
  const known = new Set(registered.map(({ name }) => name));
  const same = (left: string, right: string): boolean => {
    const [a, b] = [typeOf(left), typeOf(right)];
    return left === right || (a !== undefined && b !== undefined && sameType(a, b));
  };
  return {
    missing: [...known].filter((name) => !now.has(name)),
    added: there
      // A column that no data source can have is reported when the table is registered, and not again at each check.
      .filter(({ name }) => !known.has(name) && rawColumnName.safeParse(name).success)
      .map(({ name, type }) => ({ name, type })),
    changed: registered.flatMap(({ name, type }) => {
      const current = now.get(name);
      return current === undefined || same(type, current) ? [] : [{ name, registered: type, now: current }];
    }),
  };
}

/** What is compared of a table. */
interface There {
  readonly columns: readonly RawColumn[];
}

/** Compares what is registered with the present table; undefined if the table does not exist. */
export function compareTable(registeredAs: DataSource, raw: There | undefined, sql: Types): Comparison {
  // Columns that are marked as gone are known to be missing.
  const dataSource = present(registeredAs);
  return {
    dataSource: formatDataSourceName(dataSource),
    table: dataSource.table ?? '',
    ...comparedWith(dataSource.columns, raw, sql),
  };
}

/** Compares a table that the query of a data source reads. @see compareTable */
export function compareRead(
  dataSource: DataSource,
  { table, columns }: ReadTable,
  raw: There | undefined,
  sql: Types,
): Comparison {
  const compared = comparedWith(columns, raw, sql);
  return { dataSource: formatDataSourceName(dataSource), table, ...compared, added: [] };
}

function comparedWith(
  columns: readonly Named[],
  raw: There | undefined,
  sql: Types,
): Pick<Comparison, 'vanished' | 'missing' | 'added' | 'changed'> {
  return raw === undefined
    ? { vanished: true, missing: [], added: [], changed: [] }
    : { vanished: false, ...compareColumns(columns, raw.columns, sql) };
}

/**
 * Compares the declared columns of a data source with those of the result of its query.
 * @param result the columns, or why there are none
 */
export function compareQuery(
  dataSource: DataSource,
  result: readonly Named[] | { readonly refused: string },
  sql: Types,
): Comparison {
  const head = { dataSource: formatDataSourceName(dataSource), vanished: false };
  return 'refused' in result
    ? { ...head, ...result, missing: [], added: [], changed: [] }
    : { ...head, ...compareColumns(dataSource.columns, result, sql) };
}

/** The differences, one line each. */
export function comparisonLines(comparison: Comparison): readonly string[] {
  const { dataSource, table, vanished, refused, missing, added, changed } = comparison;
  const from = table ?? 'the result of its query';
  const lines = [
    ...(vanished ? [`table ${from} no longer exists, or is not visible to the Trino user`] : []),
    ...(refused === undefined ? [] : [`its query cannot be run: ${refused}`]),
    ...missing.map((name) => `column '${name}' no longer exists in ${from}`),
    ...added.map(({ name, type }) => `column '${name}' ${type} is new in ${from}`),
    ...changed.map(({ name, registered, now }) =>
      table === undefined
        ? `column '${name}' is declared as ${registered}, and ${now} in ${from}`
        : `column '${name}' was ${registered} and is now ${now}`,
    ),
  ];
  return lines.map((line) => `${dataSource}: ${line}`);
}
