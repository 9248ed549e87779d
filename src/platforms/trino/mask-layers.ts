import type { ColumnDecision } from '../../policy/shown.js';
import { isText, varchar } from '../../policy/canonical-text.js';
import type { DataType, Expression } from '../../sql/ast.js';
import { cast, not, nullLiteral, searchedCase } from '../../sql/build.js';
import { equal } from '../../sql/equal.js';
import { expressMask } from '../express-mask.js';
import type { Masked, Parts } from '../platform.js';
import { trinoText } from './canonical-text.js';
import { trinoMasks } from './masks.js';

/** @see Platform.layers */
export function trinoLayers(
  { masks }: ColumnDecision,
  raw: Expression,
  type: DataType,
  parts: Parts,
  types: 'may change' | 'keep the type',
): Masked {
  return masks.reduceRight<Masked>(
    (beneath, { mask, where }) => {
      const expressed = expressMask(trinoMasks, mask, raw, type, parts);
      const masked = types === 'may change' || fits(expressed.type, type) ? expressed : nothing(type);
      if (where === undefined) return masked;
      const { clear, covered, type: common } = unify(beneath, masked);
      return {
        expression: searchedCase([[not(parts.answered(where.expression)), clear]], covered),
        type: common,
      };
    },
    { expression: raw, type },
  );
}

/** Converts a value and its mask to a common type. If there is none, the mask is NULL: it must not change the value. */
function unify(
  clear: Masked,
  covered: Masked,
): { readonly clear: Expression; readonly covered: Expression; readonly type: DataType } {
  if (equal(clear.type, covered.type)) {
    return { clear: clear.expression, covered: covered.expression, type: clear.type };
  }
  if (fits(covered.type, clear.type)) {
    const [a, b] = [trinoText(clear.expression, clear.type), trinoText(covered.expression, covered.type)];
    return { clear: a, covered: b, type: varchar };
  }
  return { clear: clear.expression, covered: nothing(clear.type).expression, type: clear.type };
}

/** Whether a value of one type can replace one of the other: text of any length can replace text. */
const fits = (type: DataType, other: DataType): boolean =>
  equal(type, other) || (isText(type) && isText(other));

const nothing = (type: DataType): Masked => ({ expression: cast(nullLiteral, type), type });
