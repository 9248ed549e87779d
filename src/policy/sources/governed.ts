import type { Considered } from '../consider-policy.js';
import type { MaskCandidate } from '../meet-masks.js';
import type { MaskLayer, RowDecision, Shown } from '../shown.js';

/** What the data sources above one ask of it, besides its own policies: on its own columns. */
export interface FromAbove {
  readonly masks: ReadonlyMap<string, readonly MaskLayer[]>;
  readonly rows: readonly RowDecision[];
  /** Set where whoever asks owns the data source itself: unreviewed columns are shown to them, as policies say. */
  readonly unreviewed?: 'shown';
}

/** What is shown of a data source, and how that came to be. */
export interface Governed {
  readonly shown: Shown;
  /** What cannot be enforced. */
  readonly problems: readonly string[];
  /** The same without the names of what the data source reads, which may exist for its owners only. */
  readonly told: readonly string[];
  readonly considered: readonly Considered[];
  readonly verdicts: ReadonlyMap<MaskCandidate, string>;
}
