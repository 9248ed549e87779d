import type { Column } from '../../model/data-source.js';
import type { PlainMask } from '../../model/mask.js';
import type { AppliedMask } from '../shown.js';
import { bucketMask } from './bucket-mask.js';
import { constantMask } from './constant-mask.js';
import { customMask } from './custom-mask.js';
import { hashMask } from './hash-mask.js';
import type { MaskKind, MaskPlace } from './mask-kind.js';
import { nullMask } from './null-mask.js';
import { partialMask } from './partial-mask.js';
import { regexMask } from './regex-mask.js';
import { roundMask } from './round-mask.js';

const masks: { readonly [T in PlainMask['type']]: MaskKind<T> } = {
  null: nullMask,
  constant: constantMask,
  hash: hashMask,
  bucket: bucketMask,
  round: roundMask,
  partial: partialMask,
  regex: regexMask,
  custom: customMask,
};

/** Why a mask cannot stand on a column; undefined when it can. */
export const maskProblem = <T extends PlainMask['type']>(
  mask: Extract<PlainMask, { type: T }>,
  column: Column,
  place: MaskPlace,
): string | undefined => masks[mask.type as T].problem(mask, column, place);

/** What a mask comes to on a column. */
export const settleMask = <T extends PlainMask['type']>(
  mask: Extract<PlainMask, { type: T }>,
  column: Column,
  place: MaskPlace,
): AppliedMask => masks[mask.type as T].settle(mask, column, place);
