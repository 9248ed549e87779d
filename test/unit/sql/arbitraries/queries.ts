import fc, { type Arbitrary } from 'fast-check';

import type * as ast from '../../../../src/sql/ast.js';
import type { Context } from './context.js';
import { empty, few, flag, maybe, never, node, none, oneOf, rowCounts } from './leaves.js';
import { windowSpecifications } from './patterns.js';

/** A query's parts around its body. */
const hasClauses = ({ with: named, orderBy, offset, limit }: ast.Query): boolean =>
  named !== undefined || orderBy.length > 0 || offset !== undefined || limit !== undefined;

/** Queries; a body that is a query has clauses of its own, and nothing else nests without need. */
export function queries(context: Context): Arbitrary<ast.Query> {
  const { dialect, name, sort, body, query } = context;
  const trino = dialect === 'trino';
  const count = rowCounts(dialect);
  const limits: Arbitrary<ast.Limit | ast.LimitAll | ast.FetchFirst>[] = [
    node<ast.Limit>('Limit', { count }),
    oneOf({ kind: 'LimitAll' }),
  ];
  if (trino) limits.push(node<ast.FetchFirst>('FetchFirst', { count: maybe(count), withTies: flag }));
  const named = node<ast.NamedQuery>('NamedQuery', { name, columns: few(name), query });
  return node<ast.Query>('Query', {
    with: maybe(node<ast.With>('With', { recursive: flag, queries: few(named, 1) })),
    body,
    orderBy: few(sort),
    offset: maybe(count),
    limit: maybe(fc.oneof(...limits)),
  }).map((made) => (made.body.kind === 'Query' && !hasClauses(made) ? made.body : made));
}

/** Queries of a body that holds no other. */
export const leafQueries = (context: Context): Arbitrary<ast.Query> =>
  fc.oneof(...leafBodies(context)).map((body) => ({ kind: 'Query', body, orderBy: [] }));

/** Bodies that hold no query. */
export function leafBodies(context: Context): readonly Arbitrary<ast.QueryBody>[] {
  const constant: ast.Select = {
    kind: 'Select',
    distinct: false,
    items: [{ kind: 'AllColumns', aliases: [] }],
    exclude: [],
    from: [
      {
        kind: 'Table',
        name: { kind: 'QualifiedName', parts: [{ kind: 'Identifier', value: 't', quoted: false }] },
      },
    ],
    windows: [],
  };
  return [
    fc.constant<ast.QueryBody>(constant),
    ...(context.dialect === 'trino' ? [node<ast.TableQuery>('TableQuery', { name: context.qualified })] : []),
  ];
}

export function innerBodies(context: Context): readonly Arbitrary<ast.QueryBody>[] {
  const { body, query, expression, name, dialect } = context;
  const trino = dialect === 'trino';
  return [
    selects(context),
    selects(context),
    node<ast.SetOperation>('SetOperation', {
      operator: oneOf('UNION', 'INTERSECT', 'EXCEPT'),
      all: trino ? flag : never,
      corresponding: trino ? maybe(node<ast.Corresponding>('Corresponding', { columns: few(name) })) : none,
      left: body,
      right: body,
    }),
    query
      .map((inner): ast.Query => ({ ...inner, with: undefined }))
      .map((inner): ast.QueryBody => (hasClauses(inner) ? inner : inner.body)),
    ...(trino ? [node<ast.Values>('Values', { rows: few(expression, 1) })] : []),
  ];
}

function selects(context: Context): Arbitrary<ast.Select> {
  const { expression, name, relation, dialect, column } = context;
  const trino = dialect === 'trino';
  const aliased = node<ast.SelectExpression>('SelectExpression', { expression, alias: maybe(name) });
  const all = fc.oneof(
    oneOf<ast.AllColumns>({ kind: 'AllColumns', aliases: [] }),
    node<ast.AllColumns>('AllColumns', { target: column, aliases: empty }),
    ...(trino ? [node<ast.AllColumns>('AllColumns', { target: expression, aliases: few(name, 1) })] : []),
  );
  const set = node<ast.GroupingSet>('GroupingSet', { expressions: few(expression) });
  const elements = fc.oneof<Arbitrary<ast.GroupingElement>[]>(
    set,
    node<ast.GroupingSets>('GroupingSets', { sets: few(set, 1) }),
    node<ast.Cube>('Cube', { sets: few(set, 1) }),
    node<ast.Rollup>('Rollup', { sets: few(set, 1) }),
  );
  const groupBy = fc.oneof(
    node<ast.GroupBy>('GroupBy', { distinct: trino ? flag : never, elements: few(elements, 1) }),
    oneOf<ast.GroupBy>({ kind: 'GroupBy', distinct: false, elements: [{ kind: 'AutoGrouping' }] }),
  );
  const definition = node<ast.WindowDefinition>('WindowDefinition', {
    name,
    window: windowSpecifications(context),
  });
  return node<ast.Select>('Select', {
    distinct: flag,
    top: trino ? none : maybe(rowCounts(dialect)),
    items: few(fc.oneof({ weight: 3, arbitrary: aliased }, { weight: 1, arbitrary: all }), 1),
    exclude: trino ? empty : few(name),
    from: few(relation),
    where: maybe(expression),
    connectBy: trino
      ? none
      : maybe(node<ast.ConnectBy>('ConnectBy', { startWith: maybe(expression), condition: expression })),
    groupBy: maybe(groupBy),
    having: maybe(expression),
    qualify: trino ? none : maybe(expression),
    windows: trino ? few(definition) : empty,
  });
}
