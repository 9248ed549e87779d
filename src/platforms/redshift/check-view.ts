import type { CreateView, Expression, Node, Query, Relation, Select } from '../../sql/ast.js';
import { factsAlias, rowAlias } from '../row.js';
import { longestName } from '../../model/redshift-names.js';
import { nodesOf, visit } from '../../sql/visit.js';

/** Functions that run only on Redshift's leader node. A query that calls them cannot read user tables. */
const leader: ReadonlySet<string> = new Set(
  `now age array_to_string array_dims current_schema current_schemas substr factorial generate_series
  to_ascii getbit get_bit get_byte set_bit set_byte string_agg array_agg every clock_timestamp
  transaction_timestamp statement_timestamp pg_sleep setseed width_bucket bit_length overlay`.split(/\s+/),
);

/**
 * Finds what Redshift may not be able to run in a view. The printer refuses what it cannot print.
 * @param text the statement as it was printed
 * @see https://docs.aws.amazon.com/redshift/latest/dg/c_unsupported-postgresql-features.html
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_correlated_subqueries.html
 */
export function checkView(statement: CreateView, text: string): readonly string[] {
  return [
    ...(text.includes('\\') ? ['a name contains a backslash, and Redshift may read it as another name'] : []),
    ...nodesOf(statement, 'Identifier').flatMap(({ value }) => {
      const bytes = Buffer.byteLength(value, 'utf8');
      if (bytes > longestName)
        return [`a name has ${bytes} bytes, but Redshift allows ${longestName}: ${value}`];
      return /\p{Cc}/u.test(value) ? [`a name contains a control character: ${JSON.stringify(value)}`] : [];
    }),
    ...nodesOf(statement, 'ArrayConstructor').map(() => 'Redshift has no arrays'),
    ...nodesOf(statement, 'FunctionCall').flatMap(({ name: { parts } }) => {
      const [name, schema = 'pg_catalog'] = parts.map(({ value }) => value.toLowerCase()).toReversed();
      return schema === 'pg_catalog' && leader.has(name ?? '')
        ? [`${name ?? ''} runs only on Redshift's leader node, and cannot read tables`]
        : [];
    }),
    ...correlated(statement),
  ];
}

/**
 * A subquery that reads the row runs if it is itself a term of WHERE, and reads the row only in equalities that are terms of its own WHERE.
 * Elsewhere Redshift refuses it, or may refuse it.
 */
function correlated(statement: CreateView): readonly string[] {
  const problems: string[] = [];
  visit(statement, {
    enter: (node, ancestors) => {
      if (!isSubquery(node) || !readsRow(node.query)) return undefined;
      const around = ancestors.at(-1);
      const above = around?.kind === 'And' ? ancestors.at(-2) : around;
      const isTerm = node.kind === 'Exists' && above?.kind === 'Select' && holds(above.where, node);
      const { line, column } = node.position ?? {};
      const at = line === undefined ? '' : `${line}:${column}: `;
      if (!isTerm) problems.push(at + misplaced);
      else if (!readsByEquality(node.query)) problems.push(at + unequal);
      return 'skip';
    },
  });
  return problems;
}

const misplaced =
  'on Redshift, a subquery that reads the row must be an EXISTS that is the whole condition or a term of AND: use IN with a subquery that does not read it';

const unequal =
  'on Redshift, a subquery can read the row only in equalities that are its whole WHERE or terms of AND in it: use IN with a subquery that does not read it';

/** Whether a query reads an outer row only in equalities that are terms of its own WHERE. */
function readsByEquality({ with: named, body, limit, offset }: Query): boolean {
  if (body.kind !== 'Select' || [named, limit, offset].some((part) => part !== undefined)) return false;
  const terms = body.where?.kind === 'And' ? body.where.terms : [body.where];
  const others = terms.filter((term) => term !== undefined).filter((term) => !isEquality(term));
  return ![{ ...body, where: undefined }, ...others].some(readsRow);
}

const isEquality = (term: Expression): boolean =>
  term.kind === 'Comparison' &&
  term.operator === '=' &&
  nodesOf(term, 'Query').length === 0 &&
  readsRow(term.left) !== readsRow(term.right);

const holds = (where: Node | undefined, node: Node): boolean =>
  where === node || (where?.kind === 'And' && (where.terms as readonly Node[]).includes(node));

type Subquery = Extract<Node, { kind: 'Exists' | 'InSubquery' | 'QuantifiedComparison' | 'Subquery' }>;

const isSubquery = (node: Node): node is Subquery =>
  ['Exists', 'InSubquery', 'QuantifiedComparison', 'Subquery'].includes(node.kind);

/** Whether a node in a query refers to an outer row, or to the facts joined to it. */
function readsRow(within: Node): boolean {
  let reads = false;
  visit(within, {
    enter: (inner) => {
      if (inner.kind === 'Select' && hasRow(inner)) return 'skip';
      reads ||= inner.kind === 'ColumnReference' && scrims.has(inner.parts[0]?.value ?? '');
      return undefined;
    },
  });
  return reads;
}

const scrims: ReadonlySet<string> = new Set([rowAlias, factsAlias]);

/** Whether it is one of scrim's own SELECTs, in which these names denote its own row. */
const hasRow = ({ from }: Select): boolean => from.some((relation) => calls(relation));

const calls = (relation: Relation): boolean =>
  relation.kind === 'Join'
    ? calls(relation.left) || calls(relation.right)
    : relation.kind === 'Aliased' && relation.alias.value === rowAlias;
