import type { RowDecision } from '../shown.js';
import type { MaskCandidate } from '../meet-masks.js';
import type { Branch } from '../report.js';

/** What a rule asks for, and which of its branches does. */
export interface Considered {
  readonly branch: Branch;
  readonly branchBecause: string;
  readonly asked: Asked;
}

/** What a rule asks for on a data source, before policies meet. */
export interface Asked {
  readonly candidates: readonly MaskCandidate[];
  readonly filters: readonly RowDecision[];
  /** What keeps the rule from being enforced there, whoever asks. */
  readonly problems: readonly string[];
}
