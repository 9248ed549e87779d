import type { Column, DataSource } from '../../model/data-source.js';
import type { ColumnReference, Expression, RowReference } from '../../sql/ast.js';
import { rowReference } from '../../sql/build.js';
import type { RowExpressionReading } from '../../sql/safe/parse-predicate.js';
import { fold } from '../../sql/safe/rules.js';
import { transform } from '../../sql/transform.js';
import { nodesOf } from '../../sql/visit.js';
import type { SettledExpression } from '../shown.js';
import type { PolicyFacts } from '../facts.js';
import { resolveColumn } from '../target.js';
import { compilePolicyFunction } from './policy-functions.js';
import { maskedValue, readMaskExpression, readPredicate } from './read.js';

/** A settled expression, or why there is none. */
export type Settling = SettledExpression | { readonly problem: string };

type Read = Extract<RowExpressionReading, { ok: true }>;

/** Compiles away the policy functions of a predicate over the rows of a data source. */
export function settlePredicate(text: string, dataSource: DataSource, facts: PolicyFacts): Settling {
  const reading = readPredicate(text, dataSource, facts);
  return reading.ok
    ? settle(reading, dataSource, dataSource.columns, facts, spelledIn(dataSource.columns))
    : problemOf(reading);
}

/** Compiles away the policy functions of a custom mask's expression over one column. */
export function settleMaskExpression(
  text: string,
  column: Column,
  dataSource: DataSource,
  facts: PolicyFacts,
): Settling {
  const reading = readMaskExpression(text, column, dataSource, facts);
  if (!reading.ok) return problemOf(reading);
  return settle(reading, dataSource, [column], facts, (name) =>
    name === maskedValue ? column.name : spelledIn([column])(name),
  );
}

/** A column's own letters, where a name means it without regard to case. */
const spelledIn =
  (columns: readonly Column[]) =>
  (name: string): string =>
    columns.find((column) => fold(column.name) === name)?.name ?? name;

const problemOf = ({ problems }: Extract<RowExpressionReading, { ok: false }>) => ({
  problem: problems.map(({ line, column, message }) => `${line}:${column}: ${message}`).join('; '),
});

function settle(
  { text, expression, rowColumns }: Read,
  { platform: name, tags }: DataSource,
  columns: readonly Column[],
  facts: PolicyFacts,
  meant: (name: string) => string,
): Settling {
  const platform = facts.platforms[name];
  const tagProblem = nodesOf(expression, 'PolicyFunctionCall').flatMap(({ name, arguments: [tag] }) => {
    if (name !== 'columnTagged' || tag?.kind !== 'StringLiteral') return [];
    const found = resolveColumn({ tag: tag.value }, { tags, columns });
    return 'problem' in found ? [found.problem] : [];
  })[0];
  if (tagProblem !== undefined) return { problem: tagProblem };

  const names = nodesOf(expression, 'Identifier').map(({ value }) => value);
  const taken = platform.ownNames.find((own) => names.some((value) => fold(value) === own));
  if (taken !== undefined) return { problem: `'${taken}' is a name reserved by scrim; use another` };

  const settled = transform(expression, {
    ColumnReference: (node) => (rowColumns.has(node) ? rowReferenceOf(node, meant) : node),
    PolicyFunctionCall: (node) =>
      compilePolicyFunction(node, {
        ...facts,
        platform,
        columnOf: (argument) => columnOf(argument, columns),
        reference: (name) => rowReference(meant(fold(name))),
        tagged: (tag) => {
          const found = resolveColumn({ tag }, { tags, columns });
          return 'column' in found ? found.column : undefined;
        },
      }),
  });
  return { text, expression: settled as Expression };
}

/** The first name of a reference to the row is a column; what follows are fields within it. */
function rowReferenceOf(
  node: ColumnReference,
  meant: (name: string) => string,
): ColumnReference | RowReference {
  const [column, ...fields] = node.parts;
  return column === undefined
    ? node
    : { ...rowReference(meant(fold(column.value)), ...fields), position: node.position };
}

/** The column that an expression is, when it is no more than a reference to the row. */
const columnOf = (expression: Expression, columns: readonly Column[]): Column | undefined =>
  expression.kind === 'RowReference' && expression.fields.length === 0
    ? columns.find(({ name }) => name === expression.column)
    : undefined;
