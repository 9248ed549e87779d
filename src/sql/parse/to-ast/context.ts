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
 * What the files of this folder ask of each other. The tree of a query holds expressions and the tree of an expression holds
 * queries: through this object they reach each other without importing each other.
 */
export interface ToAst {
  readonly dialect: Dialect;
  /** Runs what makes a node that stands a number of levels deeper; refuses what gets too deep. */
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
  /** A query in parentheses that set operations and clauses follow. */
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

/** What a conversion needs besides the other conversions. */
export interface Settings {
  readonly dialect: Dialect;
  readonly limits: Limits;
}

/** The first token of a rule: every rule that became a tree has one. */
export function startOf(context: ParserRuleContext): SqlToken {
  return context.start as SqlToken;
}

/** Where a rule began. */
export const positionOf = (context: ParserRuleContext): Position => positionAt(startOf(context));

/** Where a token stands. */
export const positionAt = ({ line, column, start }: Token): Position => ({
  line,
  column: column + 1,
  offset: start,
});

/** An error that the grammar leaves to this folder. */
export const refuse = (at: Token, message: string): SqlSyntaxError =>
  syntaxError(at, `'${(at as SqlToken).text}'`, message);

const title = { trino: 'Trino', redshift: 'Redshift' } as const;

/** Stops what the other dialect has and this one has not. */
export function only(to: Pick<ToAst, 'dialect'>, dialect: Dialect, at: Token, what: string): void {
  if (to.dialect !== dialect) throw refuse(at, `${title[to.dialect]} has no ${what}`);
}
