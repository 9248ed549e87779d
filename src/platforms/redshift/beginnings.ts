import type { DataType, Expression, Relation } from '../../sql/ast.js';
import {
  aliased,
  and,
  binary,
  call,
  column,
  compare,
  concatenate,
  equals,
  integer,
  or,
  string,
} from '../../sql/build.js';
import { redshiftText } from './canonical-text.js';
import type { ProfileRows, ReaderFacts } from './reader-facts.js';

/** A text column that is compared with the reader's values. */
export interface Matched {
  /** The column of the row. */
  readonly value: Expression;
  readonly name: string;
  /** The type in policies. */
  readonly type: DataType;
  /** The relation of the row. */
  readonly relation: Relation;
}

/**
 * Whether a text begins with a value of the reader's profile, or is one of them or is below one (`EU.West` is below `EU`). Redshift may not
 * run a subquery that compares with an outer row other than by equality. So a subquery first selects the matching texts of the column; it
 * reads the relation again and no outer row. The row's text must be one of them.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_correlated_subqueries.html
 */
export function beginsInProfile(
  { value, name, type, relation }: Matched,
  match: 'prefix' | 'hierarchy',
  rows: ProfileRows,
  facts: Pick<ReaderFacts, 'values'>,
): Expression {
  const text = redshiftText(column(againAlias, name), type);
  const query = facts.values(rows, (held) => ({
    item: text,
    // Every text begins with an empty text, but nobody intends that with an attribute without a value.
    where: and(
      compare(held, '<>', string('')),
      match === 'prefix'
        ? beginsWith(text, held)
        : or(equals(text, held), beginsWith(text, held, string('.'))),
    ),
    beside: aliased(relation, againAlias),
  }));
  return { kind: 'InSubquery', value: redshiftText(value, type), query, negated: false };
}

/** The alias of the relation where it is read again. */
const againAlias = 'scrim_again';

/** @param more the next character */
function beginsWith(text: Expression, beginning: Expression, more?: Expression): Expression {
  const length = call('length', beginning);
  return more === undefined
    ? equals(call('left', text, length), beginning)
    : equals(call('left', text, binary(length, '+', integer(1))), concatenate(beginning, more));
}
