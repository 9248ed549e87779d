import type { Platform } from '../../model/data-source.js';
import type { timeUnits } from '../../model/mask.js';
import type { DataType } from '../../sql/ast.js';
import { nodesOf } from '../../sql/visit.js';
import { isText } from '../canonical-text.js';
import { literalsOf } from '../literal.js';
import type { AppliedMask } from '../shown.js';
import { comparedTypeOf, valuesOf } from './compared-type.js';
import { keyOf } from './truth.js';
import type { Value } from './value-set.js';

/** What is made of a cell: a mask, or its raw value. */
export type Treatment = AppliedMask | 'raw';

/** Where masks are applied. */
export interface MaskedColumn {
  readonly platform: Platform;
  /** Undefined for a type that scrim cannot read. */
  readonly type: DataType | undefined;
  /** The most characters that are shown of a text: what is longer becomes NULL. */
  readonly most: number;
}

/** Whether two treatments show the same of every value. */
export const showsSame = (one: Treatment, other: Treatment, column: MaskedColumn): boolean =>
  canonical(one, column) === canonical(other, column);

/**
 * Whether what one treatment shows of a value is a function of what the other shows of it, and shows less: whoever has seen the
 * other learns nothing from the one.
 */
export function revealsAtMost(one: Treatment, other: Treatment, column: MaskedColumn): boolean {
  if (showsSame(one, other, column)) return true;
  if (one === 'raw') return false;
  if (one.type === 'null') return true;
  if (other === 'raw') return isOfShownValue(one, column);
  if (one.type === 'constant') return keepsPresence(other, column);
  if (one.type === 'round' && other.type === 'round') return roundsFurther(one, other, column);
  return one.type === 'bucket' && other.type === 'bucket' && isCoarser(one, other, column);
}

/** Whether what a mask shows is a function of the raw value as it is shown. */
function isOfShownValue(mask: AppliedMask, { type }: MaskedColumn): boolean {
  switch (mask.type) {
    case 'custom':
      // A lookup table in a subquery is not a part of the row: the mask would show it.
      return isShownWhole(type) && nodesOf(mask.expression, 'Query').length === 0;
    case 'round':
    case 'bucket':
      return isShownWhole(type);
    case 'null':
    case 'constant':
    case 'hash':
    case 'partial':
    case 'regex':
      return true;
  }
}

const shownWhole: ReadonlySet<string> = new Set([
  ...['boolean', 'tinyint', 'smallint', 'integer', 'int', 'bigint', 'decimal', 'real', 'double'],
  ...['varchar', 'char', 'date', 'uuid'],
]);

/** The digits of a second that every view shows. */
const mostFraction = 6;

/** Whether the clear values of a type are shown without a loss: of a timestamp, a view may round what the mask is computed from. */
function isShownWhole(type: DataType | undefined): boolean {
  if (type?.kind === 'DateTimeType') return (type.precision ?? 3) <= mostFraction;
  return type?.kind === 'NamedType' && shownWhole.has(type.name);
}

/** A text that is the same for masks that show the same. */
function canonical(treatment: Treatment, { type }: MaskedColumn): string {
  if (treatment === 'raw') return 'raw';
  const literal = (text: string): unknown => (type && literalsOf(type)?.(text)) ?? text;
  switch (treatment.type) {
    case 'constant':
      return JSON.stringify(['constant', literal(treatment.value)]);
    case 'bucket':
      return JSON.stringify(['bucket', treatment.boundaries.map(literal), treatment.labels ?? null]);
    case 'custom':
      return JSON.stringify(['custom', keyOf(treatment.expression)]);
    case 'hash':
      return JSON.stringify(['hash', treatment.domain, treatment.perProject ?? false]);
    case 'partial':
      return JSON.stringify(['partial', treatment.first, treatment.last, treatment.cover]);
    case 'regex':
      return JSON.stringify(['regex', treatment.pattern, treatment.replacement]);
    case 'round':
      return JSON.stringify(
        'unit' in treatment ? ['round to', treatment.unit] : ['round', literal(treatment.step)],
      );
    case 'null':
      return 'null';
  }
}

/**
 * Whether a mask certainly shows NULL for NULL only, so that a constant in its place shows no more. Beneath all boundaries a bucket is
 * NULL; so is a point in time in the first year of its type, and what a governor's expression makes NULL.
 */
function keepsPresence(mask: AppliedMask, { platform, type, most }: MaskedColumn): boolean {
  switch (mask.type) {
    case 'constant':
      return false;
    case 'null':
    case 'custom':
      return false;
    case 'hash':
    case 'partial':
      return true;
    case 'regex':
      return most === Infinity;
    case 'bucket':
      return mask.labels !== undefined;
    case 'round':
      return 'step' in mask && (platform === 'trino' || exactNumbers(type, platform) !== undefined);
  }
}

const exactNumbers = (type: DataType | undefined, platform: Platform) => {
  const compared = type && comparedTypeOf(type, platform);
  return compared?.kind === 'number' ? compared : undefined;
};

type Round = Extract<AppliedMask, { type: 'round' }>;
type Unit = (typeof timeUnits)[number];

/** The units that are made of whole other units. A month has no whole weeks. */
const finer: Readonly<Record<Unit, readonly Unit[]>> = {
  second: [],
  minute: ['second'],
  hour: ['second', 'minute'],
  day: ['second', 'minute', 'hour'],
  week: ['second', 'minute', 'hour', 'day'],
  month: ['second', 'minute', 'hour', 'day'],
  quarter: ['second', 'minute', 'hour', 'day', 'month'],
  year: ['second', 'minute', 'hour', 'day', 'month', 'quarter'],
};

function roundsFurther(one: Round, other: Round, { type, platform }: MaskedColumn): boolean {
  if ('unit' in one) return 'unit' in other && finer[one.unit].includes(other.unit);
  if ('unit' in other || type === undefined) return false;
  // Floating-point numbers are not rounded exactly, so that rounding twice may give another number.
  const exact = exactNumbers(type, platform);
  const steps = [one.step, other.step].map((step) => literalsOf(type)?.(step));
  const literals = steps.filter((step) => step !== undefined);
  const [further, less] = (exact && valuesOf(literals, exact, platform)) ?? [];
  return typeof further === 'bigint' && typeof less === 'bigint' && less !== 0n && further % less === 0n;
}

type Bucket = Extract<AppliedMask, { type: 'bucket' }>;

/** Whether each bucket is made of whole other ones, and what the others show of a value decides in which it lies. */
function isCoarser(one: Bucket, other: Bucket, { type, platform }: MaskedColumn): boolean {
  const compared = type && comparedTypeOf(type, platform);
  const make = type && literalsOf(type);
  if (compared === undefined || make === undefined) return false;
  const read = ({ boundaries }: Bucket): readonly Value[] | undefined => {
    const literals = boundaries.map(make).filter((literal) => literal !== undefined);
    return literals.length === boundaries.length ? valuesOf(literals, compared, platform) : undefined;
  };
  const [own, others] = [read(one), read(other)];
  if (own === undefined || others === undefined || !own.every((value) => others.includes(value)))
    return false;
  const shown = (mask: Bucket, of: readonly Value[], index: number): string =>
    mask.labels !== undefined
      ? `label ${mask.labels[index] ?? ''}`
      : index === 0
        ? 'NULL'
        : `boundary ${String(of[index - 1])}`;
  const found = new Map([['NULL', 'NULL']]);
  return [undefined, ...others].every((_, index) => {
    const reached = others.slice(0, index).filter((value) => own.includes(value)).length;
    const [from, to] = [shown(other, others, index), shown(one, own, reached)];
    const known = found.get(from) ?? to;
    found.set(from, to);
    return known === to;
  });
}

/** Whether a mask shows text in the place of values that are none. */
const givesText = (mask: AppliedMask, type: DataType): boolean =>
  !isText(type) && (mask.type === 'hash' || (mask.type === 'bucket' && mask.labels !== undefined));

/** Where a column is read, on which depends whether a mask may give it another type. */
export type Place =
  /** In a view of its own. */
  | 'view'
  /** By the query of another data source, which alone is shown. */
  | 'within a query'
  /** In the raw table itself. */
  | 'in place';

/**
 * What masks on the cells of one column come to where they are applied: a column has one type, and a mask that would give cells
 * another one is NULL.
 * @param masks in their order
 * @param last the mask for every cell, if there is one
 */
export function comesTo(
  masks: readonly AppliedMask[],
  last: AppliedMask | undefined,
  place: Place,
  { platform, type, most }: MaskedColumn,
): readonly AppliedMask[] {
  if (type === undefined) return masks;
  const nothing: AppliedMask = { type: 'null' };
  const isShown = (mask: AppliedMask): boolean => {
    switch (place) {
      case 'view':
        // On Redshift all cells of such a column are text.
        return (
          platform === 'redshift' || givesText(mask, type) === (last !== undefined && givesText(last, type))
        );
      case 'within a query':
        return !givesText(mask, type);
      case 'in place':
        return !givesText(mask, type) && !(mask.type === 'hash' && most < hashLength);
    }
  };
  return masks.map((mask) => (isShown(mask) ? mask : nothing));
}

const hashLength = 64;
