import { settleMaskExpression } from '../predicate/settle.js';
import type { MaskKind } from './mask-kind.js';

/** A governor's expression over the value, brought to the type of the column: what cannot be brought to it becomes NULL. */
export const customMask: MaskKind<'custom'> = {
  problem({ expression }, column, { dataSource, facts, platform }) {
    if (platform.typeOf(column) === undefined) {
      return `column '${column.name}' has a type that scrim cannot read: ${column.type}`;
    }
    const settled = settleMaskExpression(expression, column, dataSource, facts);
    return 'problem' in settled ? `the expression of a custom mask: ${settled.problem}` : undefined;
  },
  settle({ expression, asStrictAs }, column, { dataSource, facts }) {
    const settled = settleMaskExpression(expression, column, dataSource, facts);
    return 'problem' in settled
      ? { type: 'null' }
      : { type: 'custom', ...settled, ...(asStrictAs === undefined ? {} : { asStrictAs }) };
  },
};
