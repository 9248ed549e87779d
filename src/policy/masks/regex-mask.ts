import { call, string } from '../../sql/build.js';
import { isText, typeOf } from '../native-type.js';
import type { MaskKind } from './mask-kind.js';
import { textOf, varchar } from './text-of.js';

/** Replaces every match of a regular expression. */
export const regexMask: MaskKind<'regex'> = {
  problem(_mask, column) {
    const type = typeOf(column);
    return type === undefined || !isText(type)
      ? `column '${column.name}' of type ${column.type} is not text, which a regex mask needs: use a null mask`
      : undefined;
  },
  settle: ({ pattern, replacement }) => ({ type: 'regex', pattern, replacement }),
  express: ({ pattern, replacement }, value, type) => ({
    expression: call('regexp_replace', textOf(value, type), string(pattern), string(replacement)),
    type: varchar,
  }),
};
