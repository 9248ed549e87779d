import type { RowDecision } from '../decision.js';
import type { MaskCandidate } from '../meet-masks.js';

/** What a rule asks for on a data source, before policies meet. */
export interface Asked {
  readonly candidates: readonly MaskCandidate[];
  readonly filters: readonly RowDecision[];
  /** What keeps the rule from being enforced there, whoever asks. */
  readonly problems: readonly string[];
}
