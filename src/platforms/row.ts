import type { ColumnReference, Expression, RowReference } from '../sql/ast.js';
import { identifier } from '../sql/build.js';
import { transform } from '../sql/transform.js';
import type { Platform } from './platform.js';

/** The alias in views of the row to which governors' SQL applies. */
export const rowAlias = 'scrim_row';

/** The alias of the facts about the reader in a view for an open reader. */
export const factsAlias = 'scrim_facts';

/** A column of a row with an alias. It is qualified, so that no lookup table of a subquery captures the name, even if the table gets new columns. */
export const columnOfAlias = ({ column, fields, position }: RowReference): ColumnReference => ({
  kind: 'ColumnReference',
  position,
  parts: [identifier(rowAlias), identifier(column), ...fields],
});

/** Replaces the references to the row in a settled expression. */
export const spellRow = (
  expression: Expression,
  { rowReference }: Pick<Platform, 'rowReference'>,
): Expression => transform(expression, { RowReference: rowReference }) as Expression;
