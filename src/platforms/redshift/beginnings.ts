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

/** A column of text that is matched with the reader's values. */
export interface Matched {
  /** The column of the row. */
  readonly value: Expression;
  readonly name: string;
  /** As policies know it. */
  readonly type: DataType;
  /** What the row is a row of. */
  readonly relation: Relation;
}

/**
 * Whether a text begins with a value of the reader's profile, or is one or lies beneath one (`EU.West` beneath `EU`). Redshift is
 * not known to run a subquery that compares with the row otherwise than by equality, so the texts of the column that match are
 * found first, in a subquery that reads the relation once more and no row around it; the row's is to be one of them.
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
    // Every text begins with an empty one, which nobody means by an attribute without a value.
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

/** What the relation is called where it is read once more. */
const againAlias = 'scrim_again';

/** @param more one character that follows */
function beginsWith(text: Expression, beginning: Expression, more?: Expression): Expression {
  const length = call('length', beginning);
  return more === undefined
    ? equals(call('left', text, length), beginning)
    : equals(call('left', text, binary(length, '+', integer(1))), concatenate(beginning, more));
}
