import type { ColumnDecision, MaskLayer } from '../../policy/shown.js';
import { hasCanonicalText, isText, varchar } from '../../policy/canonical-text.js';
import { longestText, textBytes } from '../../types/redshift-type.js';
import type { DataType, Expression } from '../../sql/ast.js';
import { cast, not, nullLiteral, searchedCase, type as namedType } from '../../sql/build.js';
import { equal } from '../../sql/equal.js';
import { parseDataType } from '../../sql/parse/index.js';
import { CannotSay } from '../cannot-say.js';
import { redshiftText } from './canonical-text.js';
import { expressMask } from '../express-mask.js';
import type { Masked, Parts } from '../platform.js';
import { redshiftMasks } from './masks.js';

/**
 * The value of a column under its masks, for everyone: for each cell, the first mask that applies to the reader. A masked column has one
 * declared type, so that a view can be replaced in place: its own, or the shortest text that fits the results of all masks.
 * @see Platform.layers
 * @throws CannotSay if the type would depend on the reader's rows
 */
export function redshiftLayers(
  { column, masks }: ColumnDecision,
  raw: Expression,
  type: DataType,
  parts: Parts,
  types: 'may change' | 'keep the type',
): Masked {
  if (masks.length === 0) return { expression: raw, type };
  const native = plain(parseDataType(column.type, 'redshift'));
  const layers = masks.map((layer) => ({
    layer,
    masked: fitted(expressMask(redshiftMasks, layer.mask, raw, type, parts), type, types),
  }));
  const own = isText(type)
    ? masks.every(({ mask }) => mask.type === 'null' || mask.type === 'constant')
    : layers.every(({ masked }) => equal(masked.type, type));
  const toText = !own && !isText(type);
  if (toText) checkText(column.name, type, masks);
  const shown = (value: Expression, of: DataType): Expression =>
    own || equal(of, varchar) ? value : redshiftText(value, of);
  const value = layers.reduceRight<Expression>(
    (beneath, { layer: { where }, masked }) => {
      const covered =
        masked.expression.kind === 'NullLiteral' ? nullLiteral : shown(masked.expression, masked.type);
      // A CASE with only NULL results would have a different type.
      const same = covered.kind === 'NullLiteral' && beneath.kind === 'NullLiteral';
      return where === undefined || same
        ? covered
        : searchedCase([[negated(parts.answered(where.expression)), beneath]], covered);
    },
    shown(raw, type),
  );
  return own
    ? { expression: cast(value, native), type }
    : { expression: cast(value, namedType('varchar', bytesOf(masks, native, toText))), type: varchar };
}

const negated = (condition: Expression): Expression =>
  condition.kind === 'Not' ? condition.value : not(condition);

const plain = (type: DataType): DataType =>
  type.kind === 'DateTimeType' ? { ...type, precision: undefined } : type;

function fitted(masked: Masked, type: DataType, types: 'may change' | 'keep the type'): Masked {
  const fits = equal(masked.type, type) || (isText(masked.type) && isText(type));
  return types === 'may change' || fits ? masked : { expression: nullLiteral, type };
}

/** A column has one type for everyone. If masks show text to some people, others see the clear value as text too. */
function checkText(name: string, type: DataType, masks: readonly MaskLayer[]): void {
  const onRows = masks.some(({ where, everyCell }) => where !== undefined && everyCell !== true);
  if (onRows) {
    throw new CannotSay(
      `a conditional mask would make column '${name}' text in some rows only: on Redshift a column has one type`,
    );
  }
  if (masks.at(-1)?.where !== undefined && !hasCanonicalText(type)) {
    throw new CannotSay(
      `column '${name}' would be text for some people only, and its values have no canonical text: on Redshift a column has one type for everybody`,
    );
  }
}

const bytes = (text: string): number => Buffer.byteLength(text, 'utf8');

/** The maximum length of the text that a column shows, clear or masked. */
function bytesOf(masks: readonly MaskLayer[], native: DataType, fromOther: boolean): number {
  const raw = fromOther ? longestOther : (textBytes(native) ?? longestText);
  const most = masks.map(({ mask }): number => {
    switch (mask.type) {
      case 'hash':
        return 64;
      case 'partial':
        return raw * bytes(mask.cover);
      case 'regex':
        // An empty match can occur before every byte, and after the last.
        return (raw + 1) * (bytes(mask.replacement) + 1);
      case 'custom':
        return fromOther ? raw : longestText;
      case 'bucket':
        return Math.max(raw, ...(mask.labels ?? []).map(bytes));
      default:
        return raw;
    }
  });
  return Math.min(longestText, Math.max(raw, ...most));
}

/** Longer than the text of any value that is not text: numbers, dates and booleans. */
const longestOther = 64;
