import { runawayProblem } from '../../base/runaway-pattern.js';
import { textProblem } from '../canonical-text.js';
import type { MaskKind } from './mask-kind.js';

/** Replaces every match of a regular expression. */
export const regexMask: MaskKind<'regex'> = {
  problem({ pattern }, column, { platform }) {
    const runaway = runawayProblem(pattern);
    return textProblem(column, platform, 'regex') ?? (runaway && `the pattern '${pattern}': ${runaway}`);
  },
  settle: ({ pattern, replacement }) => ({ type: 'regex', pattern, replacement }),
};
