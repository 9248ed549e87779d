import type { CreateView, Node, Relation, Select } from '../../sql/ast.js';
import { factsAlias, rowAlias } from '../../policy/predicate/settle.js';
import { longestName } from '../../model/redshift-names.js';
import { print } from '../../sql/print/print.js';
import { nodesOf, visit } from '../../sql/visit.js';

/** Functions that run on Redshift's leader node only, where no table of a user can be read beside them. */
const leader: ReadonlySet<string> = new Set(
  `now age array_to_string array_dims current_schema current_schemas substr factorial generate_series
  to_ascii getbit get_bit get_byte set_bit set_byte string_agg array_agg every clock_timestamp
  transaction_timestamp statement_timestamp pg_sleep setseed width_bucket bit_length overlay`.split(/\s+/),
);

/**
 * What Redshift could not be relied on to run in a view; the printer refuses what it has no words for.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/c_unsupported-postgresql-features.html
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_correlated_subqueries.html
 */
export function checkView(statement: CreateView): readonly string[] {
  const text = print(statement, 'redshift');
  return [
    ...(text.includes('\\') ? ['a name holds a backslash, which Redshift may take for another'] : []),
    ...nodesOf(statement, 'Identifier').flatMap(({ value }) => {
      const bytes = Buffer.byteLength(value, 'utf8');
      if (bytes > longestName)
        return [`a name has ${bytes} bytes, and Redshift takes ${longestName}: ${value}`];
      return /\p{Cc}/u.test(value) ? [`a name holds a control character: ${JSON.stringify(value)}`] : [];
    }),
    ...nodesOf(statement, 'ArrayConstructor').map(() => 'Redshift has no arrays'),
    ...nodesOf(statement, 'FunctionCall').flatMap(({ name: { parts } }) =>
      parts.length === 1 && leader.has(parts[0]?.value.toLowerCase() ?? '')
        ? [`${parts[0]?.value ?? ''} runs on Redshift's leader node only, and cannot read tables`]
        : [],
    ),
    ...correlated(statement),
  ];
}

/** A subquery over the row runs where it is a term of WHERE by itself; elsewhere it is refused, or may be. */
function correlated(statement: CreateView): readonly string[] {
  const problems: string[] = [];
  visit(statement, {
    enter: (node, ancestors) => {
      if (!isSubquery(node) || !readsRow(node)) return undefined;
      const around = ancestors.at(-1);
      const above = around?.kind === 'And' ? ancestors.at(-2) : around;
      const isTerm = node.kind === 'Exists' && above?.kind === 'Select' && holds(above.where, node);
      if (!isTerm) {
        const { line, column } = node.position ?? {};
        const at = line === undefined ? '' : `${line}:${column}: `;
        problems.push(
          `${at}a subquery that reads the row runs on Redshift only as EXISTS that stands by itself or between ANDs: use IN with a subquery that does not`,
        );
      }
      return 'skip';
    },
  });
  return problems;
}

const holds = (where: Node | undefined, node: Node): boolean =>
  where === node || (where?.kind === 'And' && (where.terms as readonly Node[]).includes(node));

const isSubquery = (node: Node): node is Extract<Node, { kind: 'Exists' | 'Subquery' | 'InSubquery' }> =>
  node.kind === 'Exists' || node.kind === 'Subquery' || node.kind === 'InSubquery';

/** Whether the query within refers to a row around it, or to the answers beside that; a value that is compared with it may. */
function readsRow(node: Extract<Node, { kind: 'Exists' | 'Subquery' | 'InSubquery' }>): boolean {
  let reads = false;
  visit(node.query, {
    enter: (inner) => {
      if (inner.kind === 'Select' && hasRow(inner)) return 'skip';
      reads ||= inner.kind === 'ColumnReference' && scrims.has(inner.parts[0]?.value ?? '');
      return undefined;
    },
  });
  return reads;
}

const scrims: ReadonlySet<string> = new Set([rowAlias, factsAlias]);

/** Whether it is one of scrim's own SELECTs, in which these names mean its own row. */
const hasRow = ({ from }: Select): boolean => from.some((relation) => calls(relation));

const calls = (relation: Relation): boolean =>
  relation.kind === 'Join'
    ? calls(relation.left) || calls(relation.right)
    : relation.kind === 'Aliased' && relation.alias.value === rowAlias;
