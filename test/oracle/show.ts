import type { PlainMask } from '../../src/model/mask.js';
import type { DataSource } from '../../src/model/data-source.js';
import type { AppliedMask, Shown as Decided } from '../../src/policy/shown.js';
import { rawTableOf } from './raw-tables.js';
import { rawColumns } from './cells.js';
import type { CellKind, Row } from './cells.js';
import { maskCell } from './mask-cell.js';
import type { Shown } from './mask-cell.js';
import { isAmong, passes } from './pass-row.js';
import { evaluate } from './predicate.js';
import { predicateOf } from './rules-on.js';
import type { ReadWorld } from './rules-on.js';
import type { Known } from './see.js';
import { all, any } from './subject.js';
import type { Subject, Truth } from './subject.js';

const kindOf = (name: string): CellKind => rawColumns[name as keyof typeof rawColumns].kind;

/** A mask as it was decided on, in the model's words again. */
function plain(mask: AppliedMask): PlainMask {
  switch (mask.type) {
    case 'null':
    case 'constant':
    case 'regex':
    case 'partial':
      return mask;
    case 'hash':
      return { type: 'hash', domain: mask.domain, typeMayChange: true };
    case 'round':
      return 'unit' in mask ? mask : { type: 'round', step: Number(mask.step) };
    case 'bucket':
      return {
        type: 'bucket',
        boundaries: [...mask.boundaries],
        ...(mask.labels && { labels: [...mask.labels] }),
      };
    case 'custom':
      return { type: 'custom', expression: mask.text };
  }
}

/** A row that is shown: which one it was, and its cells, each with whether it is the raw value. */
export interface ShownRow {
  readonly index: number;
  readonly cells: readonly (Shown & { readonly raw: boolean })[];
}

/** What a decision about the table of a data source shows, each row and value by itself. Predicates are read by their texts. */
export function show(
  known: Known,
  subject: Subject,
  dataSource: DataSource,
  { columns, rows }: Decided,
): readonly ShownRow[] {
  const raw = known.tables[rawTableOf(dataSource.table ?? '')] ?? [];
  const facts = { read: known, subject, now: known.now, columns: dataSource.columns, kindOf };
  const context = { subject, hashKey: known.hashKey, domain: '' };
  const keeps = (condition: Decided['rows'][number], row: Row): boolean => {
    switch (condition.type) {
      case 'none':
        return false;
      case 'custom':
        return evaluate(predicateOf(known, condition.text), row, subject) === true;
      case 'values': {
        const { name } = condition.column;
        const cell = row[name] ?? null;
        return cell !== null && isAmong(cell, kindOf(name), condition.match, condition.values);
      }
      case 'sample':
        return passes(
          { column: { name: condition.column.name }, percent: condition.hundredths / 100 },
          facts,
          row,
        );
      case 'time': {
        const { months, days } = condition.than;
        const duration = months > 0 ? `P${months}M` : `P${days}D`;
        const column = { name: condition.column.name };
        return passes(
          condition.keep === 'newer' ? { column, newerThan: duration } : { column, olderThan: duration },
          facts,
          row,
        );
      }
    }
  };
  const cellOf = (
    row: Row,
    { column: { name }, masks }: Decided['columns'][number],
  ): ShownRow['cells'][number] => {
    const value: Shown = { kind: kindOf(name), cell: row[name] ?? null };
    const last = masks.find(({ where }) => where === undefined);
    const { kind } = last === undefined ? value : maskCell(plain(last.mask), value, context);
    const layer = masks.find(
      ({ where }) =>
        where === undefined || found(evaluateText(known, where.text, row, subject), where.text) !== false,
    );
    if (layer === undefined) return { ...value, raw: true };
    const masked = maskCell(plain(layer.mask), value, context);
    return { ...(masked.kind === kind ? masked : { kind, cell: null }), raw: false };
  };
  return raw.flatMap((row, index) =>
    rows.every((condition) => keeps(condition, row))
      ? [{ index, cells: columns.map((decision) => cellOf(row, decision)) }]
      : [],
  );
}

const found = (truth: Truth | undefined, text: string): Truth => {
  if (truth === undefined) throw new Error(`the oracle does not know the condition ${text}`);
  return truth;
};

/**
 * Whether the condition of a layer keeps its mask from a cell only where it is false: one of the world's predicates, or several of
 * them joined as masks of several rules are. `not` and `or` take what is not known for true.
 * @returns undefined for a text that is none
 */
function evaluateText(read: ReadWorld, text: string, row: Row, subject: Subject): Truth | undefined {
  const predicate = read.predicates.get(text);
  if (predicate !== undefined) return evaluate(predicate, row, subject);
  if (text.startsWith('not (') && text.endsWith(')')) {
    const inner = evaluateText(read, text.slice('not ('.length, -1), row, subject);
    return inner === undefined ? undefined : inner === false;
  }
  if (!text.startsWith('(')) return undefined;
  for (const [word, join] of [
    [' and ', all],
    [' or ', (parts: readonly Truth[]): Truth => any(parts.map((part) => part !== false))],
  ] as const) {
    for (let at = text.indexOf(`)${word}(`); at > 0; at = text.indexOf(`)${word}(`, at + 1)) {
      const left = evaluateText(read, text.slice(1, at), row, subject);
      const rest = text.slice(at + 1 + word.length);
      const right =
        evaluateText(read, rest, row, subject) ?? evaluateText(read, rest.slice(1, -1), row, subject);
      if (left !== undefined && right !== undefined) return join([left, right]);
    }
  }
  return undefined;
}
