import type { ParserRuleContext, Token } from 'antlr4ng';

import type {
  DataType,
  Expression,
  Identifier,
  JsonTable,
  MatchRecognize,
  Position,
  QualifiedName,
  Query,
  Relation,
  SortItem,
  Window,
  WindowSpecification,
} from '../../ast.js';
import type { Dialect } from '../../dialect.js';
import type * as C from '../generated/SqlParser.js';
import type { Limits } from '../limits.js';
import type { SqlSyntaxError } from '../syntax-error.js';
import { syntaxError } from '../syntax-error.js';
import type { SqlToken } from '../token.js';

/**
 * The functions that the files of this folder call in each other. The tree of a query contains expressions, and the tree of an expression
 * contains queries. Through this object the files call each other without circular imports.
 */
export interface ToAst {
  readonly dialect: Dialect;
  /** Runs a function that creates a node a number of levels deeper; refuses a tree that gets too deep. */
  readonly nest: <T>(levels: number, at: Token, make: () => T) => T;
  readonly identifier: (context: C.IdentifierContext) => Identifier;
  readonly names: (context: C.ColumnNamesContext | null) => readonly Identifier[];
  readonly qualifiedName: (context: C.QualifiedNameContext) => QualifiedName;
  readonly dataType: (context: C.DataTypeContext) => DataType;
  readonly expression: (context: C.ExpressionContext) => Expression;
  readonly operand: (context: C.OperandContext) => Expression;
  readonly sortItem: (context: C.SortItemContext) => SortItem;
  readonly orderBy: (context: C.OrderByContext | null) => readonly SortItem[];
  readonly query: (context: C.QueryContext) => Query;
  readonly plainQuery: (context: C.PlainQueryContext) => Query;
  /** A query in parentheses, followed by set operations and clauses. */
  readonly continuedQuery: (
    first: Query,
    at: Token,
    operations: readonly C.SetOperationContext[],
    clauses: readonly C.ResultClauseContext[],
  ) => Query;
  readonly relation: (context: C.RelationContext) => Relation;
  readonly window: (context: C.WindowContext) => Window;
  readonly windowSpecification: (context: C.WindowSpecificationContext) => WindowSpecification;
  readonly matchRecognize: (relation: Relation, context: C.MatchRecognizeContext) => MatchRecognize;
  readonly jsonTable: (context: C.JsonTableContext) => JsonTable;
  readonly jsonExpression: (
    context:
      | C.JsonExistsContext
      | C.JsonValueContext
      | C.JsonQueryContext
      | C.JsonObjectContext
      | C.JsonArrayContext,
  ) => Expression;
}

/** What a conversion needs in addition to the other conversions. */
export interface Settings {
  readonly dialect: Dialect;
  readonly limits: Limits;
}

/** The first token of a rule: every rule in a tree has one. */
export function startOf(context: ParserRuleContext): SqlToken {
  return context.start as SqlToken;
}

/** The position of a rule. */
export const positionOf = (context: ParserRuleContext): Position => positionAt(startOf(context));

/** The position of a token. */
export const positionAt = ({ line, column, start }: Token): Position => ({
  line,
  column: column + 1,
  offset: start,
});

/** An error that the grammar does not detect. */
export const refuse = (at: Token, message: string): SqlSyntaxError =>
  syntaxError(at, `'${(at as SqlToken).text}'`, message);

const title = { trino: 'Trino', redshift: 'Redshift' } as const;

/** Refuses a construct that only the other dialect has. */
export function only(to: Pick<ToAst, 'dialect'>, dialect: Dialect, at: Token, what: string): void {
  if (to.dialect !== dialect) throw refuse(at, `${title[to.dialect]} has no ${what}`);
}
