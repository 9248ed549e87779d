import type { MaskSummary } from './summarize-mask.js';
import type { RowSummary } from './summarize-rows.js';

/**
 * Which branch of a rule applies to a person. `both`: the condition names something unknown, so the stricter applies; `asked`: that is
 * found where the view is read.
 */
export type Branch = 'rule' | 'otherwise' | 'both' | 'exempt' | 'asked';

/** The result of a mask on one column. */
interface MaskReport {
  readonly column: string;
  /** How the rule found the column: `name phone`, `tag PII`. */
  readonly by: string;
  readonly mask: MaskSummary;
  /** Which cells it applies to, as the governor wrote it; without it, every cell. */
  readonly where?: string;
  readonly applied: boolean;
  /** Why another mask, or none, applies instead. */
  readonly because?: string;
}

/** The result of one rule. */
export interface RuleReport {
  readonly rule: 'mask' | 'rows';
  /** Position in its policy, from 0. */
  readonly index: number;
  /** Whether the rule applies to this data source, and why. */
  readonly about: boolean;
  readonly aboutBecause: string;
  readonly branch?: Branch;
  /** The facts about the person that chose the branch. */
  readonly branchBecause?: string;
  readonly masks: readonly MaskReport[];
  /** The row filters that apply, with everything that depended on the person resolved. */
  readonly filters: readonly RowSummary[];
  /** What prevents the rule from being enforced, for everybody. */
  readonly problems: readonly string[];
}

/** The result of one policy. */
export interface PolicyReport {
  readonly policy: string;
  readonly scope: 'local' | 'global';
  readonly enabled: boolean;
  readonly rules: readonly RuleReport[];
}
