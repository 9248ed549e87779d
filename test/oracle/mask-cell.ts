import { strictness } from '../../src/model/mask.js';
import type { PlainMask } from '../../src/model/mask.js';
import { readCell, sha256, textOf } from './cells.js';
import type { Cell, CellKind } from './cells.js';
import { holds } from './subject.js';
import type { Subject } from './subject.js';

/** A value with its type. */
export interface Shown {
  readonly kind: CellKind;
  readonly cell: Cell;
}

/** What a mask stands in. */
export interface MaskContext {
  readonly subject: Subject;
  readonly hashKey: string;
  /** The domain of hashes whose policy names none. */
  readonly domain: string;
}

const pad = (number: number, width: number): string => String(number).padStart(width, '0');

/** The beginning of a unit, of a date or timestamp given as text. */
function floorTime(text: string, unit: string): string {
  const [day = '', clock = ''] = text.split(' ');
  const [year = 0, month = 1] = day.split('-').map(Number);
  const midnight = clock === '' ? '' : ' 00:00:00.000';
  switch (unit) {
    case 'year':
      return `${pad(year, 4)}-01-01${midnight}`;
    case 'quarter':
      return `${pad(year, 4)}-${pad(month - ((month - 1) % 3), 2)}-01${midnight}`;
    case 'month':
      return `${day.slice(0, 7)}-01${midnight}`;
    case 'week': {
      const point = new Date(`${day}T00:00:00Z`);
      point.setUTCDate(point.getUTCDate() - ((point.getUTCDay() + 6) % 7));
      return `${point.toISOString().slice(0, 10)}${midnight}`;
    }
    case 'day':
      return `${day}${midnight}`;
    case 'hour':
      return `${day} ${clock.slice(0, 2)}:00:00.000`;
    case 'minute':
      return `${day} ${clock.slice(0, 5)}:00.000`;
    default:
      return `${day} ${clock.slice(0, 8)}.000`;
  }
}

function roundNumber(kind: CellKind, cell: Exclude<Cell, null>, step: number): Cell {
  if (kind === 'double') return Math.trunc(Number(cell) / step) * step;
  const by = BigInt(Math.round(kind === 'decimal' ? step * 100 : step));
  return (BigInt(cell) / by) * by;
}

const covered = (text: string, first: number, last: number, cover: string): string => {
  const letters = [...text];
  const between = letters.length - first - last;
  if (between <= 0) return cover.repeat(letters.length);
  return `${letters.slice(0, first).join('')}${cover.repeat(between)}${letters.slice(letters.length - last).join('')}`;
};

/** Expressions of custom masks that the oracle knows, and what they make of a value. */
export const customExpressions: Readonly<
  Record<string, (cell: Exclude<Cell, null>, kind: CellKind, subject: Subject) => Cell>
> = {
  value: (cell) => cell,
  'CAST(NULL AS varchar)': () => null,
  "CAST(value AS varchar) || 'x'": (cell, kind) => (kind === 'text' ? `${String(cell)}x` : null),
  "CASE WHEN @hasAttribute('region', 'EU') THEN value END": (cell, _, subject) =>
    holds({ attribute: 'region', value: 'EU' }, subject) === true ? cell : null,
};

/** Expressions over text. */
export const textExpressions: typeof customExpressions = {
  ...customExpressions,
  'reverse(value)': (cell) => [...String(cell)].toReversed().join(''),
  'length(value)': (cell) => String([...String(cell)].length),
  "substr(value, 2) || '''' || substr(value, 1, 1)": (cell) => {
    const [first = '', ...rest] = String(cell);
    return `${rest.join('')}'${first}`;
  },
};

/** What a mask makes of a value. A NULL stays NULL. */
export function maskCell(mask: PlainMask, { kind, cell }: Shown, context: MaskContext): Shown {
  const same = (masked: Cell): Shown => ({ kind, cell: cell === null ? null : masked });
  const asText = (make: (text: string) => string): Shown => ({
    kind: 'text',
    cell: cell === null ? null : make(textOf(kind, cell)),
  });
  switch (mask.type) {
    case 'null':
      return { kind, cell: null };
    case 'constant':
      return same(readCell(kind, String(mask.value)) ?? null);
    case 'hash': {
      if (kind !== 'text' && mask.typeMayChange !== true) return { kind, cell: null };
      const domain = mask.domain ?? context.domain;
      return asText((text) => sha256(`${context.hashKey}${Buffer.byteLength(domain)}:${domain}:${text}`));
    }
    case 'bucket': {
      const { labels } = mask;
      const limits = mask.boundaries.map((one) => readCell(kind, String(one)) ?? null);
      const reached = limits.filter((limit) => limit !== null && cell !== null && cell >= limit).length;
      return labels === undefined
        ? same(limits[reached - 1] ?? null)
        : { kind: 'text', cell: cell === null ? null : (labels[reached] ?? null) };
    }
    case 'round':
      if (cell === null) return same(null);
      return same(
        mask.step === undefined
          ? floorTime(String(cell), mask.unit ?? 'year')
          : roundNumber(kind, cell, mask.step),
      );
    case 'partial':
      return asText((text) => covered(text, mask.first, mask.last, mask.cover));
    case 'regex':
      return asText((text) => text.replaceAll(new RegExp(mask.pattern, 'gu'), () => mask.replacement));
    case 'custom': {
      const make = textExpressions[mask.expression];
      if (make === undefined) throw new Error(`the oracle does not know the expression ${mask.expression}`);
      return same(cell === null ? null : make(cell, kind, context.subject));
    }
  }
}

/** Sorts masks from the strictest to the mildest. */
export const stricter = (a: PlainMask, b: PlainMask): number => rankOf(a) - rankOf(b);

const rankOf = (mask: PlainMask): number =>
  strictness[mask.type === 'custom' ? (mask.asStrictAs ?? 'custom') : mask.type];
