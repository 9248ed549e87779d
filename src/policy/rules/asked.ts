import type { RowDecision } from '../shown.js';
import type { MaskCandidate } from '../meet-masks.js';
import type { Branch } from '../report.js';

/** What a rule requires, and which of its branches does. */
export interface Considered {
  readonly branch: Branch;
  readonly branchBecause: string;
  readonly asked: Asked;
}

/** What a rule requires on a data source, before policies combine. */
export interface Asked {
  readonly candidates: readonly MaskCandidate[];
  readonly filters: readonly RowDecision[];
  /** What prevents the rule from being enforced there, for everybody. */
  readonly problems: readonly string[];
}
