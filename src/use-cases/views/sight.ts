import { formatDataSourceName } from '../../model/names.js';
import type { Decision } from '../../policy/decision.js';
import type { ColumnDecision, RowDecision, Shown } from '../../policy/shown.js';
import { essenceOf, essenceOfColumn } from '../../policy/essence.js';
import { summarizeLayer } from '../../policy/summarize-mask.js';
import type { LayerSummary } from '../../policy/summarize-mask.js';
import { summarizeRows } from '../../policy/summarize-rows.js';
import type { RowSummary } from '../../policy/summarize-rows.js';

/** What is shown of one column: raw values, values under masks, or nothing. */
export type SeenColumn =
  | { readonly shown: 'raw' }
  | { readonly shown: 'masked'; readonly masks: readonly LayerSummary[] }
  | { readonly shown: 'nothing'; readonly because: string };

/** A filter over rows, and where it stands. */
export type SeenRows = RowSummary & {
  readonly policy: string;
  /** The table beneath the data source's query whose rows it filters; without it, the data source's own. */
  readonly beneath?: string;
};

/**
 * What somebody sees of a data source. `nothing`: it does not exist for them; `closed`: it cannot be read until it is mended;
 * `no rows`: it is empty for them; `the column`: what was asked about, in whichever rows they see.
 */
export interface Sight {
  readonly sees: 'nothing' | 'closed' | 'no rows' | 'some rows' | 'all rows' | 'the column';
  /** The filters that hold, together. */
  readonly rows: readonly SeenRows[];
  /** What is shown of each column, or of the one that was asked about. */
  readonly columns: Readonly<Record<string, SeenColumn>>;
}

const letsNothingThrough = (row: RowDecision): boolean =>
  row.type === 'none' || (row.type === 'values' && row.values.length === 0);

/** Says of a decision what is seen. @param notShown columns that the platform cannot hold, with the reason */
export function seeing(
  decision: Decision,
  column: string | undefined,
  notShown: ReadonlyMap<string, string>,
): Sight {
  if (decision.kind !== 'open') {
    return { sees: decision.kind === 'hidden' ? 'nothing' : 'closed', rows: [], columns: {} };
  }
  const { shown } = decision;
  const rows = rowsOf(shown);
  const empty = shown.rows.some(letsNothingThrough);
  return {
    sees: empty
      ? 'no rows'
      : column !== undefined
        ? 'the column'
        : rows.length > 0
          ? 'some rows'
          : 'all rows',
    rows: column === undefined || empty ? rows : [],
    columns: Object.fromEntries(
      shown.columns
        .filter(({ column: { name } }) => column === undefined || name === column)
        .map((of) => [of.column.name, seenColumn(of, notShown.get(of.column.name))]),
    ),
  };
}

function seenColumn({ masks, beneath = [] }: ColumnDecision, notShown: string | undefined): SeenColumn {
  if (notShown !== undefined) return { shown: 'nothing', because: notShown };
  const layers = [...masks, ...beneath];
  return layers.length === 0 ? { shown: 'raw' } : { shown: 'masked', masks: layers.map(summarizeLayer) };
}

const rowsOf = ({ rows, sources = [] }: Shown, beneath?: string): readonly SeenRows[] => [
  ...rows.map((row) => ({
    ...summarizeRows(row),
    policy: row.policy,
    ...(beneath === undefined ? {} : { beneath }),
  })),
  ...sources.flatMap(({ source, shown }) => rowsOf(shown, source.parts.join('.'))),
];

/** Texts of what is shown of columns: users who are counted share the list where the same is shown to them. */
const texts = new WeakMap<Shown['columns'], string>();

function textOf(columns: Shown['columns']): string {
  const text = texts.get(columns) ?? JSON.stringify(essenceOf({ columns, rows: [] }, formatDataSourceName));
  texts.set(columns, text);
  return text;
}

/** Text that is the same for those who see the same, of the whole data source or of one column. */
export function essenceOfSight(decision: Decision, column: string | undefined): string {
  if (decision.kind !== 'open') return decision.kind;
  const { shown } = decision;
  if (column === undefined) {
    const besides = essenceOf({ ...shown, columns: [] }, formatDataSourceName);
    return `${textOf(shown.columns)} ${JSON.stringify(besides)}`;
  }
  if (shown.rows.some(letsNothingThrough)) return 'no rows';
  return JSON.stringify(shown.columns.filter(({ column: { name } }) => name === column).map(essenceOfColumn));
}
