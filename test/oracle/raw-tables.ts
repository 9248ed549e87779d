import { rawColumns } from './cells.js';
import type { Row } from './cells.js';

const day = 86_400_000;

/** A point in time some days away from now, as a timestamp's text. */
const daysFrom = (now: Date, days: number): string =>
  new Date(now.getTime() + days * day).toISOString().replace('T', ' ').replace('Z', '');

const row = (...cells: readonly Row[string][]): Row =>
  Object.fromEntries(Object.keys(rawColumns).map((name, index) => [name, cells[index] ?? null]));

/** The rows of the oracle's raw tables, with values that are easily mistaken. Times are days away from the day of the run. */
export function rawTables(now: Date): Readonly<Record<'t1' | 't2' | 't3', readonly Row[]>> {
  const at = (days: number): string => daysFrom(now, days);
  const on = (days: number): string => at(days).slice(0, 10);
  return {
    t1: [
      row(1n, "O'Hara", 'EU.West', 125050n, 0.5, on(-10), at(-10), true),
      row(5n, '', 'EU', -1n, -7.25, on(-400), at(-400), false),
      row(7n, 'Ünïcödé 🎉 x', 'EUROPE', 0n, 1e300, '2024-02-29', '2024-02-29 23:59:59.999', null),
      row(null, '  ', null, 9999999999n, 1234.5, null, null, true),
      row(
        9007199254740993n,
        'abc-123 def',
        'ASIA',
        null,
        null,
        '1969-12-31',
        '1969-12-31 23:59:59.001',
        false,
      ),
      row(9223372036854775807n, null, '', 500n, 7, on(10), at(10), null),
      row(1n, "O'Hara", 'EU.West', 125050n, 0.5, on(-10), at(-10), true),
    ],
    t2: [
      row(1n, 'x', 'ASIA', 700n, 2, '2026-03-17', '2026-03-17 08:30:15.123', true),
      row(5n, '--', 'EU.West.North', 12345n, 99.99, on(-20), at(-20), true),
      row(-5n, 'red', 'red', -12345n, -0.001, '9999-12-31', at(-800), false),
      row(null, 'null', 'EU', 1n, 1, null, null, null),
      row(7n, null, 'eu.west', 4200n, 42, on(-31), at(-29), true),
    ],
    t3: [
      row(0n, '%_\\', 'Research', 100n, 3, '2000-02-29', '2000-02-29 00:00:00.000', false),
      row(5n, 'true', 'Research.Health', 250n, 5, '1970-01-01', '1970-01-01 00:00:00.000', true),
    ],
  };
}

/** The lookup table: predicates read the regions of a kind. */
export const lookupRows: readonly { readonly kind: string; readonly region: string | null }[] = [
  { kind: 'whole', region: 'EU.West' },
  { kind: 'whole', region: 'ASIA' },
  { kind: 'holes', region: 'EU' },
  { kind: 'holes', region: null },
];

/** Which of the raw tables each data source of a world stands for, by its name: for a copy of it that is its own. */
export const rawTableFor = { a: 't1', b: 't2', c: 't1' } as const;

/** The name of the copy that a data source stands for. @param place tells those of worlds apart that are applied together */
export const rawTableName = (place: string, dataSource: keyof typeof rawTableFor): string =>
  `${place}${dataSource}_${rawTableFor[dataSource]}`;

/** The names of the copies for the worlds of some places, and what each is a copy of. */
export const copiesAt = (places: readonly string[]): readonly (readonly [string, 't1' | 't2'])[] =>
  places.flatMap((place) =>
    (Object.keys(rawTableFor) as (keyof typeof rawTableFor)[]).map(
      (name) => [rawTableName(place, name), rawTableFor[name]] as const,
    ),
  );

/** Which of the raw tables is what a world's data source stands for a copy of. */
export const rawTableOf = (table: string): 't1' | 't2' => (table.endsWith('t2') ? 't2' : 't1');
