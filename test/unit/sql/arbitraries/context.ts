import type { Arbitrary } from 'fast-check';

import type {
  ColumnReference,
  DataType,
  Expression,
  Identifier,
  QualifiedName,
  Query,
  QueryBody,
  Relation,
  SortItem,
  Window,
} from '../../../../src/sql/ast.js';
import type { Dialect } from '../../../../src/sql/dialect.js';

/** What the arbitraries of one dialect are made from; the recursive ones are tied. */
export interface Context {
  readonly dialect: Dialect;
  readonly name: Arbitrary<Identifier>;
  readonly qualified: Arbitrary<QualifiedName>;
  readonly column: Arbitrary<ColumnReference>;
  readonly type: Arbitrary<DataType>;
  readonly text: Arbitrary<string>;
  readonly expression: Arbitrary<Expression>;
  readonly sort: Arbitrary<SortItem>;
  readonly window: Arbitrary<Window>;
  readonly query: Arbitrary<Query>;
  readonly body: Arbitrary<QueryBody>;
  readonly relation: Arbitrary<Relation>;
}
