import type { DataSource } from '../../model/data-source.js';
import { isSame } from '../../evaluate/compare.js';
import { doNotKnow } from '../../evaluate/failure.js';
import type { RawTable, Seen, SeenColumn, SeenRow } from '../../evaluate/evaluate-shown.js';
import { readCell } from '../../evaluate/read-cell.js';
import type { Value } from '../../evaluate/value.js';
import { writeCell } from '../../evaluate/write-cell.js';
import type { Decision } from '../../policy/decision.js';
import type { ColumnDecision } from '../../policy/shown.js';
import { canonicalTable, partsOfText } from '../../policy/sources/definition.js';
import type { Reasons } from './reasons.js';
import type { Seeing } from './seeing.js';
import { cellForms, type CellForm, type TestCase } from './test-file.js';

/** What a case is judged by. */
export interface CaseFacts {
  readonly dataSource: DataSource;
  readonly decision: Decision;
  readonly tables: readonly RawTable[];
  readonly reasons: Reasons;
  readonly now: Date;
  readonly user: string;
}

/** The key of hash masks in tests: hashes are the same in every run, and not those of any installation. */
const hashKey = 'the key of tests';

/**
 * Compares what a case expects with what a decision shows.
 * @returns what is wrong, in lines; none for a case that passes
 * @param see finds what the person sees
 * @throws NotEvaluated for an expression that only a real Trino can evaluate
 */
export async function judgeCase(one: TestCase, facts: CaseFacts, see: Seeing): Promise<readonly string[]> {
  const { decision, reasons } = facts;
  const expected = one.refused ? 'hidden' : one.closed ? 'closed' : 'open';
  if (decision.kind !== expected) {
    const words = {
      hidden: `the data source does not exist for them: ${reasons.access(decision)}`,
      closed: `nobody reads a row: ${decision.kind === 'closed' ? decision.problems.join('; ') : ''}`,
      open: `they may read it: ${reasons.access(decision)}`,
    };
    const wanted = { hidden: 'refused', closed: 'closed', open: 'to read it' };
    return [`expected: ${wanted[expected]}`, `got: ${words[decision.kind]}`];
  }
  if (decision.kind !== 'open') return [];
  const { shown } = decision;
  const forms = Object.entries(one.columns ?? {}).flatMap(([name, form]) =>
    judgeForm(
      name,
      form,
      shown.columns.find(({ column }) => column.name === name),
      facts,
    ),
  );
  if (one.sees === undefined && one.rows === undefined) return forms;
  const named = new Set((one.sees ?? []).flatMap((row) => Object.keys(row)));
  const { dataSource, tables, now, user } = facts;
  const columns = (name: string): boolean => named.has(name);
  const seen = await see({ dataSource, shown, tables, now, user, hashKey, columns });
  const count =
    one.rows === undefined || one.rows === seen.rows.length ? [] : judgeCount(one.rows, seen, facts);
  return [...forms, ...count, ...(one.sees === undefined ? [] : judgeRows(one.sees, seen, facts))];
}

function judgeCount(
  expected: number,
  { rows, hidden }: Seen,
  { decision, reasons }: CaseFacts,
): readonly string[] {
  const by = [...new Set(hidden.map((row) => reasons.rows(decision, row.by)))];
  return [
    `expected: ${counted(expected, 'row')}`,
    `got: ${counted(rows.length, 'row')}${hidden.length > 0 ? `; ${counted(hidden.length, 'row')} hidden` : ''}`,
    ...by.map((reason) => `by ${reason}`),
  ];
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** How a column is shown, whatever its cells are. */
export function formOf({ masks, beneath = [], computedFromMasked }: ColumnDecision): CellForm {
  const all = [...masks, ...beneath];
  const everywhere = all.find(({ where }) => where === undefined);
  if (all.length > 0 && (everywhere === undefined || (masks.length > 0 && masks[0] !== everywhere))) {
    return 'conditional';
  }
  return everywhere?.mask.type ?? (computedFromMasked === true ? 'masked' : 'raw');
}

const isForm = (form: CellForm, found: CellForm): boolean =>
  form === found || (form === 'masked' && found !== 'raw' && found !== 'conditional');

function judgeForm(
  name: string,
  form: CellForm,
  column: ColumnDecision | undefined,
  { decision, reasons }: CaseFacts,
): readonly string[] {
  if (column === undefined) return [`column ${name}: expected: ${form}`, 'got: no such column'];
  const found = formOf(column);
  if (isForm(form, found)) return [];
  const layers = [...column.masks, ...(column.beneath ?? [])];
  const why =
    layers.length === 0
      ? [reasons.noMask(decision, name)]
      : layers.map((layer) => `by ${reasons.mask(decision, name, layer)}`);
  return [`column ${name}: expected: ${form}`, `got: ${found}`, ...why];
}

// Rows

type Written = Readonly<Record<string, unknown>>;

/** A cell that a case expects: a value, or how it is shown. */
type ExpectedCell = { readonly value: Value } | { readonly is: CellForm } | { readonly problem: string };

function expectedCell(written: unknown, column: SeenColumn): ExpectedCell {
  const isForms =
    column.type.base !== 'row' && typeof written === 'object' && written !== null && 'is' in written;
  if (!isForms) return readCell(written, column.type);
  const form = cellForms.find((one) => one === (written.is ?? 'null'));
  return form === undefined ? { problem: `is takes one of ${cellForms.join(', ')}` } : { is: form };
}

interface ExpectedRow {
  readonly written: Written;
  readonly cells: readonly { readonly at: number; readonly name: string; readonly expected: ExpectedCell }[];
}

const formOfCell = (layer: SeenRow['masks'][number]): CellForm =>
  layer === 'not known'
    ? doNotKnow('which cells a conditional mask covers on a real Trino')
    : (layer?.mask.type ?? 'raw');

function fits(
  { at, expected }: ExpectedRow['cells'][number],
  row: SeenRow,
  columns: readonly SeenColumn[],
): boolean {
  if ('problem' in expected) return false;
  if ('is' in expected) return isForm(expected.is, formOfCell(row.masks[at]));
  const type = columns[at]?.type;
  return type !== undefined && isSame(row.cells[at] ?? null, expected.value, type);
}

function judgeRows(sees: readonly Written[], seen: Seen, facts: CaseFacts): readonly string[] {
  const { columns } = seen;
  const places = new Map(columns.map(({ name }, at) => [name, at]));
  const expected = sees.map((written): ExpectedRow => ({
    written,
    cells: Object.entries(written).flatMap(([name, value]) => {
      const at = places.get(name);
      const column = at === undefined ? undefined : columns[at];
      return at === undefined || column === undefined
        ? []
        : [{ at, name, expected: expectedCell(value, column) }];
    }),
  }));
  const notShown = [...new Set(sees.flatMap((row) => Object.keys(row)))].filter((name) => !places.has(name));
  if (notShown.length > 0) return [`the view has no column ${notShown.join(', ')}`];
  const open = new Set(seen.rows);
  const score = (row: ExpectedRow, found: SeenRow): number =>
    row.cells.filter((cell) => fits(cell, found, columns)).length;
  // Rows with more columns find theirs first: those with fewer have more to choose from.
  const missing = expected
    .toSorted((a, b) => b.cells.length - a.cells.length)
    .filter((row) => {
      const found = [...open].find((one) => score(row, one) === row.cells.length);
      if (found !== undefined) open.delete(found);
      return found === undefined;
    });
  const messages: string[] = [];
  for (const row of expected.filter((one) => missing.includes(one))) {
    const hidden = hiddenRow(row, seen, facts);
    const [nearest] = [...open].toSorted((a, b) => score(row, b) - score(row, a));
    if (hidden === undefined && nearest !== undefined && score(row, nearest) > 0) {
      open.delete(nearest);
      messages.push(...judgeCells(row, nearest, seen, facts));
    } else {
      messages.push(`expected: row ${show(row.written)}`, `got: ${hidden ?? 'no such row'}`);
    }
  }
  for (const row of open) {
    const cells = Object.fromEntries(
      columns.map(({ name, type }, at) => [name, writeCell(row.cells[at] ?? null, type)]),
    );
    const filters = facts.decision.kind === 'open' ? facts.decision.shown.rows : [];
    const why =
      filters.length === 0
        ? 'no rule filters rows'
        : `kept by ${filters.map((by) => facts.reasons.rows(facts.decision, by)).join('; ')}`;
    messages.push('expected: no further row', `got: row ${show(cells)}: ${why}`);
  }
  return messages;
}

function judgeCells(
  row: ExpectedRow,
  found: SeenRow,
  { columns }: Seen,
  facts: CaseFacts,
): readonly string[] {
  const { decision, reasons } = facts;
  return row.cells
    .filter((cell) => !fits(cell, found, columns))
    .flatMap(({ at, name, expected }) => {
      const type = columns[at]?.type;
      const layer = found.masks[at];
      const layers =
        layer === 'not known'
          ? (columns[at]?.decision.masks ?? [])
          : [layer].filter((one) => one !== undefined);
      const why =
        layers.length === 0
          ? [reasons.noMask(decision, name)]
          : layers.map((one) => `by ${reasons.mask(decision, name, one)}`);
      const got = type === undefined ? null : writeCell(found.cells[at] ?? null, type);
      const where = `row ${show(row.written)}, column ${name}`;
      const wanted =
        'problem' in expected ? expected.problem : 'is' in expected ? expected.is : show(row.written[name]);
      return [`${where}: expected: ${wanted}`, `got: ${show(got)}`, ...why];
    });
}

/** Whether an expected row is one of those that a rule hides, by the cells that are as in the raw table. */
function hiddenRow(row: ExpectedRow, { hidden, columns }: Seen, facts: CaseFacts): string | undefined {
  const { decision, reasons } = facts;
  const rawOf = rawCells(facts);
  if (rawOf === undefined) return undefined;
  const scored = hidden
    .filter(({ from }) => from !== undefined)
    .map(({ from = 0, by }) => ({
      by,
      same: row.cells.filter(({ name, at, expected }) => {
        const type = columns[at]?.type;
        return (
          'value' in expected &&
          expected.value !== null &&
          type !== undefined &&
          isSame(rawOf(from, name), expected.value, type)
        );
      }).length,
    }))
    .toSorted((a, b) => b.same - a.same);
  const [best] = scored;
  return best === undefined || best.same === 0
    ? undefined
    : `the row is hidden by ${reasons.rows(decision, best.by)}`;
}

function rawCells({
  dataSource: { table },
  tables,
}: CaseFacts): ((row: number, column: string) => Value) | undefined {
  const parts = table === undefined ? undefined : partsOfText(table);
  const found = parts && tables.find(({ name }) => canonicalTable(name) === canonicalTable(parts));
  if (found === undefined) return undefined;
  const places = new Map(found.columns.map(({ name }, at) => [name, at]));
  return (row, column) => found.rows[row]?.[places.get(column) ?? -1] ?? null;
}

/** A value or a row in one line, as YAML writes it. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([name, one]) => `${name}: ${show(one)}`)
      .join(', ')}}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
