import type { MaskSummary } from './summarize-mask.js';
import type { RowSummary } from './summarize-rows.js';

/**
 * Which branch of a rule is a person's. `both`: the condition names something unknown, so the stricter holds; `asked`: that is
 * found where the view is read.
 */
export type Branch = 'rule' | 'otherwise' | 'both' | 'exempt' | 'asked';

/** What became of a mask on one column. */
interface MaskReport {
  readonly column: string;
  /** How the rule found the column: `name phone`, `tag PII`. */
  readonly by: string;
  readonly mask: MaskSummary;
  /** Which cells it is for, as the governor wrote it; without it, every cell. */
  readonly where?: string;
  readonly applied: boolean;
  /** Why another mask, or none, stands in its place. */
  readonly because?: string;
}

/** What became of one rule. */
export interface RuleReport {
  readonly rule: 'mask' | 'rows';
  /** Position in its policy, from 0. */
  readonly index: number;
  /** Whether the rule is about this data source, and why. */
  readonly about: boolean;
  readonly aboutBecause: string;
  readonly branch?: Branch;
  /** The facts about the person that chose the branch. */
  readonly branchBecause?: string;
  readonly masks: readonly MaskReport[];
  /** The row filters that hold, with everything that depended on the person settled. */
  readonly filters: readonly RowSummary[];
  /** What keeps the rule from being enforced, whoever asks. */
  readonly problems: readonly string[];
}

/** What became of one policy. */
export interface PolicyReport {
  readonly policy: string;
  readonly scope: 'local' | 'global';
  readonly enabled: boolean;
  readonly rules: readonly RuleReport[];
}
