import type { CellKind } from './cells.js';
import { textOf } from './cells.js';
import type { Shown } from './mask-cell.js';
import type { Sight } from './see.js';

/** Where what somebody sees is not what they should see. */
export interface Mismatch {
  readonly user: string;
  readonly dataSource: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/** What somebody should see of a data source. */
export interface Expected {
  readonly dataSource: string;
  readonly sight: Sight;
}

type Open = Extract<Sight, { kind: 'open' }>;

const openOnes = (
  sights: readonly Expected[],
): readonly { readonly dataSource: string; readonly sight: Open }[] =>
  sights.flatMap(({ dataSource, sight }) => (sight.kind === 'open' ? [{ dataSource, sight }] : []));

/** One query for all that somebody should see of some data sources, every value as text; undefined when that is nothing. */
export function questionFor(sights: readonly Expected[]): string | undefined {
  const open = openOnes(sights);
  const width = Math.max(0, ...open.map(({ sight }) => sight.columns.length));
  const parts = open.map(({ dataSource, sight }) => {
    const cells = sight.columns.map((name) => `CAST(${name} AS varchar)`);
    const rest = Array.from({ length: width - cells.length }, () => 'CAST(NULL AS varchar)');
    return `SELECT '${dataSource}', ${[...cells, ...rest].join(', ')} FROM scrim.${dataSource}`;
  });
  return parts.length === 0 ? undefined : parts.join('\nUNION ALL\n');
}

const expectedText = ({ kind, cell }: Shown): string | null =>
  cell === null ? null : kind === 'double' ? String(Number(cell)) : textOf(kind, cell);

/** A value as Trino wrote it, in the oracle's spelling of its type. */
function foundText(kind: CellKind | undefined, cell: unknown): unknown {
  if (typeof cell !== 'string') return cell;
  if (kind === 'double') return String(Number(cell));
  // The catalog's timestamps have microseconds.
  return kind === 'timestamp' ? cell.replace(/000$/, '') : cell;
}

/** Compares the rows that came with those that should, in any order. */
export function compareSights(
  user: string,
  sights: readonly Expected[],
  answer: readonly (readonly unknown[])[] | string,
): readonly Mismatch[] {
  return openOnes(sights).flatMap(({ dataSource, sight }) => {
    const kinds = sight.rows[0]?.map(({ kind }) => kind) ?? [];
    const expected = sight.rows.map((row) => row.map(expectedText));
    const found =
      typeof answer === 'string'
        ? answer
        : answer
            .filter(([source]) => source === dataSource)
            .map(([, ...cells]) => sight.columns.map((_, index) => foundText(kinds[index], cells[index])));
    const same = typeof found !== 'string' && sorted(found).join('\n') === sorted(expected).join('\n');
    return same ? [] : [{ user, dataSource, expected, found }];
  });
}

const sorted = (rows: readonly (readonly unknown[])[]): readonly string[] =>
  rows.map((row) => JSON.stringify(row)).toSorted();
