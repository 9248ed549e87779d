/** Statements. */
import { invariant } from '../../../base/invariant.js';
import type { CreateView, DropView, Statement } from '../../ast.js';
import { SqlParser as P } from '../generated/SqlParser.js';
import type { CreateViewContext, DropViewContext, StatementContext } from '../generated/SqlParser.js';
import type { SqlToken } from '../token.js';
import type { ToAst } from './context.js';
import { only, positionOf, startOf } from './context.js';
import { unquote } from './literals.js';
import { properties } from './properties.js';
import { rootQuery } from './routines.js';

/** A query (alone, or with session properties and functions), CREATE VIEW or DROP VIEW. */
export function statement(to: ToAst, context: StatementContext): Statement {
  const query = context.query();
  if (query !== null) return to.query(query);
  const root = context.rootQuery();
  if (root !== null) return rootQuery(to, root);
  const view = context.createView();
  if (view !== null) return createView(to, view);
  const drop = context.dropView();
  invariant(drop !== null, 'a statement of no known kind');
  return dropView(to, drop);
}

function createView(to: ToAst, context: CreateViewContext): CreateView {
  const columns = context.columnNames();
  const comment = context._comment as SqlToken | undefined;
  const security = context._security as SqlToken | undefined;
  const [property] = context.property();
  const binding = context.BINDING();
  if (columns !== null) only(to, 'redshift', startOf(columns), 'column names in CREATE VIEW');
  if (comment !== undefined) only(to, 'trino', comment, 'comments in CREATE VIEW');
  if (security !== undefined) only(to, 'trino', security, 'SECURITY of views');
  if (property !== undefined) only(to, 'trino', startOf(property), 'properties of views');
  if (binding !== null) only(to, 'redshift', binding.symbol, 'WITH NO SCHEMA BINDING');
  return {
    kind: 'CreateView',
    name: to.qualifiedName(context.qualifiedName()),
    columns: to.names(columns),
    replace: context.REPLACE() !== null,
    comment: comment === undefined ? undefined : unquote(comment.text),
    security: security === undefined ? undefined : security.type === P.DEFINER ? 'DEFINER' : 'INVOKER',
    properties: properties(to, context.property()),
    query: to.query(context.query()),
    withNoSchemaBinding: binding !== null,
    position: positionOf(context),
  };
}

const dropView = (to: ToAst, context: DropViewContext): DropView => ({
  kind: 'DropView',
  name: to.qualifiedName(context.qualifiedName()),
  ifExists: context.EXISTS() !== null,
  position: positionOf(context),
});
