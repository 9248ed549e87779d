/** Names that Redshift resolves differently from Trino. They are found before the tree is changed, so that the error has the right position. */
import type { ColumnReference, Identifier, NamedQuery, Node, Query, Relation, Select, With } from '../ast.js';
import { dotted, fold, foldAll } from '../scope/names.js';
import { nodesOf, visit } from '../visit.js';
import { refuse } from './translation.js';

/**
 * Refuses names that are valid in Redshift but invalid, or have another meaning, in Trino.
 * @throws UnsupportedByDialect
 */
export function refuseForeignNames(node: Node): void {
  if (node.kind === 'Select') {
    refuseLateralAliases(node);
    node.from.forEach((relation) => {
      refuseMergedColumns(node, relation);
    });
  }
  if (node.kind === 'Query') refuseSortedAliases(node);
}

/** References by one name, including those in subqueries: a name that is not found there is looked up in the outer query. */
const plainReferences = (within: Node | undefined, name: string): readonly ColumnReference[] =>
  within === undefined
    ? []
    : nodesOf(within, 'ColumnReference').filter(
        ({ parts: [first] }) => first !== undefined && fold(first.value) === name,
      );

/** Whether an expression shows that FROM has a column of a name. */
const namesColumn = (expression: Node, name: string): boolean =>
  nodesOf(expression, 'ColumnReference').some(({ parts }) => {
    const [first, second, ...more] = foldAll(parts);
    return first === name || (second === name && more.length === 0);
  });

/** Aliases of a select list that may not be columns of FROM. If an item refers to its own name, FROM has such a column. */
function aliasesOf({ items }: Select): readonly { readonly alias: Identifier; readonly index: number }[] {
  return items.flatMap((item, index) =>
    item.kind === 'SelectExpression' &&
    item.alias !== undefined &&
    !namesColumn(item.expression, fold(item.alias.value))
      ? [{ alias: item.alias, index }]
      : [],
  );
}

/** In Redshift, an alias is visible in later items, in GROUP BY and in QUALIFY, unless FROM has such a column. */
function refuseLateralAliases(select: Select): void {
  for (const { alias, index } of aliasesOf(select)) {
    const name = fold(alias.value);
    const behind = [...select.items.slice(index + 1), select.groupBy, select.having];
    const [reference] = behind.flatMap((part) => plainReferences(part, name));
    if (reference !== undefined) {
      refuse(
        `select-list alias ${alias.value} visible here`,
        'trino',
        reference,
        `write its expression, or qualify the column with its relation`,
      );
    }
  }
}

/** In an expression, ORDER BY prefers the columns of FROM in Redshift, and those of the result in Trino. */
function refuseSortedAliases({ body, orderBy }: Query): void {
  if (body.kind !== 'Select') return;
  for (const { alias } of aliasesOf(body)) {
    for (const { expression } of orderBy) {
      if (expression.kind === 'ColumnReference' && expression.parts.length === 1) continue;
      const [reference] = plainReferences(expression, fold(alias.value));
      if (reference !== undefined) {
        refuse(
          `ORDER BY with ${alias.value} resolved in FROM before the result, as in Redshift`,
          'trino',
          reference,
          `write its expression, or qualify the column with its relation`,
        );
      }
    }
  }
}

/** After USING, a merged column is available in Trino only by its unqualified name, and `t.*` does not contain it. */
function refuseMergedColumns(select: Select, relation: Relation): void {
  for (const join of nodesIn(relation)) {
    if (join.criterion?.kind !== 'JoinUsing') continue;
    const merged = new Set(foldAll(join.criterion.columns));
    const names = new Set([...namesIn(join.left), ...namesIn(join.right)]);
    visit(select, {
      enter: (node) => {
        if (node.kind === 'AllColumns' && node.target?.kind === 'ColumnReference') {
          const of = node.target.parts.at(-1);
          if (of !== undefined && names.has(fold(of.value))) {
            refuse(`${of.value}.* with the columns that USING merges`, 'trino', node, 'name the columns');
          }
        }
        if (node.kind === 'ColumnReference' && node.parts.length > 1) {
          const [of, last] = [node.parts.at(-2), node.parts.at(-1)];
          if (of && last && names.has(fold(of.value)) && merged.has(fold(last.value))) {
            refuse(
              `${dotted(node.parts)} after USING (${last.value})`,
              'trino',
              node,
              `name it ${last.value}, or join with ON`,
            );
          }
        }
        return undefined;
      },
    });
  }
}

type Join = Extract<Relation, { kind: 'Join' }>;

/** The joins of one FROM clause, without those of subqueries. */
const nodesIn = (relation: Relation): readonly Join[] =>
  relation.kind === 'Join' ? [relation, ...nodesIn(relation.left), ...nodesIn(relation.right)] : [];

function namesIn(relation: Relation): readonly string[] {
  switch (relation.kind) {
    case 'Join':
      return [...namesIn(relation.left), ...namesIn(relation.right)];
    case 'Aliased':
      return [fold(relation.alias.value)];
    case 'Table':
      return foldAll(relation.name.parts.slice(-1));
    default:
      return [];
  }
}

/** Trino requires column names for a recursive query; Redshift uses those of its first part. */
export const translateWith = (node: With): With =>
  node.recursive ? { ...node, queries: node.queries.map(withColumns) } : node;

function withColumns(named: NamedQuery): NamedQuery {
  const isRecursive = nodesOf(named.query, 'Table').some(
    ({ name: { parts } }) => parts.length === 1 && fold(parts[0]?.value ?? '') === fold(named.name.value),
  );
  if (!isRecursive || named.columns.length > 0) return named;
  return { ...named, columns: firstSelect(named.query).map((column) => column ?? unnamed(named)) };
}

const unnamed = (named: NamedQuery): never =>
  refuse(
    `recursive query whose columns have no names`,
    'trino',
    named,
    `name them: ${named.name.value} (…) AS (…)`,
  );

/** The names of a query's columns, if they are explicit. */
function firstSelect(query: Query): readonly (Identifier | undefined)[] {
  let body = query.body;
  while (body.kind === 'SetOperation') body = body.left;
  if (body.kind === 'Query') return firstSelect(body);
  if (body.kind !== 'Select') return [undefined];
  return body.items.map((item) => {
    if (item.kind !== 'SelectExpression') return undefined;
    if (item.alias !== undefined) return item.alias;
    return item.expression.kind === 'ColumnReference' ? item.expression.parts.at(-1) : undefined;
  });
}
