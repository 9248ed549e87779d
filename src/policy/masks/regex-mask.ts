import { runawayProblem } from '../../base/runaway-pattern.js';
import { call, string } from '../../sql/build.js';
import type { MaskKind } from './mask-kind.js';
import { textOf, textProblem, varchar } from './text-of.js';

/** Replaces every match of a regular expression. */
export const regexMask: MaskKind<'regex'> = {
  problem({ pattern }, column, { dataSource }) {
    const runaway = runawayProblem(pattern);
    return textProblem(column, dataSource, 'regex') ?? (runaway && `the pattern '${pattern}': ${runaway}`);
  },
  settle: ({ pattern, replacement }) => ({ type: 'regex', pattern, replacement }),
  express: ({ pattern, replacement }, value, type) => ({
    expression: call('regexp_replace', textOf(value, type), string(pattern), string(replacement)),
    type: varchar,
  }),
};
