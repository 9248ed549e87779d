import { assertNever } from '../../base/assert-never.js';
import type { Column } from '../../model/data-source.js';
import type { Mask } from '../../model/rule.js';
import type { DataType, Expression } from '../../sql/ast.js';
import type { AppliedMask } from '../decision.js';
import { constantMask } from './constant-mask.js';
import { hashMask } from './hash-mask.js';
import type { Masked, MaskPlace } from './mask-kind.js';
import { nullMask } from './null-mask.js';

/** Why a mask cannot stand on a column; undefined when it can. */
export function maskProblem(mask: Mask, column: Column, place: MaskPlace): string | undefined {
  switch (mask.type) {
    case 'null':
      return nullMask.problem(mask, column, place);
    case 'constant':
      return constantMask.problem(mask, column, place);
    case 'hash':
      return hashMask.problem(mask, column, place);
    default:
      return assertNever(mask, 'mask');
  }
}

/** What a mask comes to on a column. */
export function settleMask(mask: Mask, column: Column, place: MaskPlace): AppliedMask {
  switch (mask.type) {
    case 'null':
      return nullMask.settle(mask, column, place);
    case 'constant':
      return constantMask.settle(mask, column, place);
    case 'hash':
      return hashMask.settle(mask, column, place);
    default:
      return assertNever(mask, 'mask');
  }
}

/** The value that stands in a masked column's place. */
export function expressMask(
  mask: AppliedMask,
  value: Expression,
  type: DataType,
  hashKey: () => Expression,
): Masked {
  switch (mask.type) {
    case 'null':
      return nullMask.express(mask, value, type, hashKey);
    case 'constant':
      return constantMask.express(mask, value, type, hashKey);
    case 'hash':
      return hashMask.express(mask, value, type, hashKey);
    default:
      return assertNever(mask, 'mask');
  }
}
