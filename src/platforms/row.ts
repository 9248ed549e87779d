import type { ColumnReference, Expression, RowReference } from '../sql/ast.js';
import { identifier } from '../sql/build.js';
import { transform } from '../sql/transform.js';
import type { Platform } from './platform.js';

/** What views call the row that governors' SQL is about. */
export const rowAlias = 'scrim_row';

/** What a view for an open reader calls the facts about them, beside the row. */
export const factsAlias = 'scrim_facts';

/**
 * A column of a row that has an alias: qualified by it, so that no lookup table of a subquery captures the name, whatever
 * columns it comes to have.
 */
export const columnOfAlias = ({ column, fields, position }: RowReference): ColumnReference => ({
  kind: 'ColumnReference',
  position,
  parts: [identifier(rowAlias), identifier(column), ...fields],
});

/** Spells the references to the row in a settled expression. */
export const spellRow = (
  expression: Expression,
  { rowReference }: Pick<Platform, 'rowReference'>,
): Expression => transform(expression, { RowReference: rowReference }) as Expression;
