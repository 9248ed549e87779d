import { column } from '../../sql/build.js';
import { unknownTypeProblem } from '../../sql/types/from-data-type.js';
import type { HashKeyPlace, Platform } from '../platform.js';
import { columnOfAlias } from '../row.js';
import { callerGuard } from './caller-guard.js';
import { trinoText } from './canonical-text.js';
import { trinoHashKey } from './hash-key.js';
import { trinoLayers } from './mask-layers.js';
import { trinoMasks } from './masks.js';
import { trinoRows } from './rows.js';
import { trinoTraits } from './traits.js';

/** Trino, which requests views at query time: a view is for one person. */
export const trino: Platform<HashKeyPlace> = {
  traits: trinoTraits,
  typeProblem: unknownTypeProblem,
  reader: 'known',
  textOf: trinoText,
  column,
  rowReference: columnOfAlias,
  masks: trinoMasks,
  layers: trinoLayers,
  rows: trinoRows,
  hashKey: trinoHashKey,
  guard: () => callerGuard,
};
