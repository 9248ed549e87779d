import type { MaskLayer } from '../../policy/shown.js';
import { expressMask } from '../../policy/masks/index.js';
import type { Masked } from '../../policy/masks/mask-kind.js';
import { textOf, varchar } from '../../policy/masks/text-of.js';
import { isText } from '../../policy/native-type.js';
import type { DataType, Expression } from '../../sql/ast.js';
import { cast, not, nullLiteral, searchedCase } from '../../sql/build.js';
import { equal } from '../../sql/equal.js';

/**
 * The value of a column under its masks: each takes the cells that it is for from what lies beneath it. A condition that is
 * neither true nor false masks.
 * @param types within a query of which only the result is seen, a mask of another type would make the query another one: it
 *   becomes NULL
 */
export function expressLayers(
  layers: readonly MaskLayer[],
  raw: Expression,
  type: DataType,
  hashKey: () => Expression,
  types: 'may change' | 'keep the type' = 'may change',
): Masked {
  return layers.reduceRight<Masked>(
    (beneath, { mask, where }) => {
      const expressed = expressMask(mask, raw, type, hashKey);
      const masked = types === 'may change' || fits(expressed.type, type) ? expressed : nothing(type);
      if (where === undefined) return masked;
      const { clear, covered, type: common } = unify(beneath, masked);
      return { expression: searchedCase([[not(where.expression), clear]], covered), type: common };
    },
    { expression: raw, type },
  );
}

/** Brings a value and its mask to one type. Where there is none, the mask is NULL: it must not make the value change. */
function unify(
  clear: Masked,
  covered: Masked,
): { readonly clear: Expression; readonly covered: Expression; readonly type: DataType } {
  if (equal(clear.type, covered.type)) {
    return { clear: clear.expression, covered: covered.expression, type: clear.type };
  }
  if (fits(covered.type, clear.type)) {
    const [a, b] = [textOf(clear.expression, clear.type), textOf(covered.expression, covered.type)];
    return { clear: a, covered: b, type: varchar };
  }
  return { clear: clear.expression, covered: nothing(clear.type).expression, type: clear.type };
}

/** Whether a value of one type can stand where the other was: text of any length for text. */
const fits = (type: DataType, other: DataType): boolean =>
  equal(type, other) || (isText(type) && isText(other));

const nothing = (type: DataType): Masked => ({ expression: cast(nullLiteral, type), type });
