import { literalsOf } from '../literal.js';
import type { MaskKind } from './mask-kind.js';

/** Every cell becomes one value, which must fit the type of the column. */
export const constantMask: MaskKind<'constant'> = {
  problem({ value }, column, { platform }) {
    const type = platform.typeOf(column);
    const make = type && literalsOf(type);
    if (make === undefined) {
      return `column '${column.name}' of type ${column.type} cannot have a constant mask: use a null mask`;
    }
    return make(String(value)) === undefined || !platform.holds(column, String(value))
      ? `the constant ${JSON.stringify(value)} is not a value of column '${column.name}' of type ${column.type}`
      : undefined;
  },
  settle: ({ value }) => ({ type: 'constant', value: String(value) }),
};
