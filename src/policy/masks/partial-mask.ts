import type { Expression } from '../../sql/ast.js';
import { binary, call, compare, concatenate, integer, searchedCase, string } from '../../sql/build.js';
import type { MaskKind } from './mask-kind.js';
import { textOf, textProblem, varchar } from './text-of.js';

/** Keeps the first and last characters. A value without any others is covered whole, or it would be shown as it is. */
export const partialMask: MaskKind<'partial'> = {
  problem: (_mask, column, { dataSource }) => textProblem(column, dataSource, 'partial'),
  settle: ({ first, last, cover }) => ({ type: 'partial', first, last, cover }),
  express({ first, last, cover }, value, type) {
    const text = textOf(value, type);
    const length = call('length', text);
    const covered = (count: Expression): Expression => call('lpad', string(''), count, string(cover));
    const head = first === 0 ? [] : [call('substr', text, integer(1), integer(first))];
    const tail = last === 0 ? [] : [call('substr', text, binary(length, '-', integer(last - 1)))];
    const middle = covered(binary(length, '-', integer(first + last)));
    const [begin = middle, ...rest] = [...head, middle, ...tail];
    return {
      expression: searchedCase(
        [[compare(length, '<=', integer(first + last)), covered(length)]],
        concatenate(begin, ...rest),
      ),
      type: varchar,
    };
  },
};
