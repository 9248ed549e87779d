import type { Column, DataSource } from '../../model/data-source.js';
import type { PlainMask } from '../../model/mask.js';
import type { AppliedMask } from '../shown.js';
import type { PolicyFacts } from '../facts.js';
import type { PlatformTraits } from '../platform-traits.js';

/** Where a mask is to stand. */
export interface MaskPlace {
  readonly dataSource: DataSource;
  readonly platform: PlatformTraits;
  readonly facts: PolicyFacts;
}

/** One type of mask: what it takes, and what it comes to. Platforms say it in their SQL. */
export interface MaskKind<T extends PlainMask['type']> {
  /** Why the mask cannot stand on this column, and what would help; undefined when it can. */
  readonly problem: (
    mask: Extract<PlainMask, { type: T }>,
    column: Column,
    place: MaskPlace,
  ) => string | undefined;
  /** The mask as it is applied there. Only asked when there is no problem. */
  readonly settle: (mask: Extract<PlainMask, { type: T }>, column: Column, place: MaskPlace) => AppliedMask;
}
