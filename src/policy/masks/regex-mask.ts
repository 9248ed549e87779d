import { call, string } from '../../sql/build.js';
import type { MaskKind } from './mask-kind.js';
import { textOf, textProblem, varchar } from './text-of.js';

/** Replaces every match of a regular expression. */
export const regexMask: MaskKind<'regex'> = {
  problem: (_mask, column, { dataSource }) => textProblem(column, dataSource, 'regex'),
  settle: ({ pattern, replacement }) => ({ type: 'regex', pattern, replacement }),
  express: ({ pattern, replacement }, value, type) => ({
    expression: call('regexp_replace', textOf(value, type), string(pattern), string(replacement)),
    type: varchar,
  }),
};
