import type { AllColumns, ColumnReference, SelectExpression, SelectItem } from '../ast.js';
import { didYouMean } from '../../base/nearest.js';
import type { Analyzer } from './analyzer.js';
import { nameColumns } from './name-columns.js';
import { dotted, foldAll } from './names.js';
import { outputOf, passOn, type OpenRelation, type Output, type OutputColumn } from './relation-type.js';
import { resolveColumn } from './resolve-column.js';
import { rowFields } from './shapes.js';
import { columnsOf, relationsInScope, type Scope } from './scope.js';

/** The columns of an item of a select list. */
export function analyzeItem(item: SelectItem, scope: Scope, hasFrom: boolean, analyzer: Analyzer): Output {
  if (item.kind === 'SelectExpression') {
    return { columns: [analyzeSelectExpression(item, scope, analyzer)], open: false };
  }
  const output = allColumns(item, scope, hasFrom, analyzer);
  return nameColumns(output, item.aliases, analyzer.scoping, (node, message) => {
    analyzer.report(node, message);
  });
}

function analyzeSelectExpression(node: SelectExpression, scope: Scope, analyzer: Analyzer): OutputColumn {
  const { expression } = node;
  const name = outputName(node, analyzer);
  if (expression.kind !== 'ColumnReference') {
    analyzer.expression(expression, scope);
    return { name };
  }
  const found = resolveColumn(expression, scope, analyzer);
  if (found.kind === 'unknown') return { name, source: found.origin };
  if (found.kind !== 'found' || found.fields.length > 0) return { name };
  return { ...passOn(found.field), name };
}

/** The name of a column of the result: its alias, or the last part of the column that it is. */
function outputName({ alias, expression }: SelectExpression, analyzer: Analyzer): string | undefined {
  const last = alias ?? (expression.kind === 'ColumnReference' ? expression.parts.at(-1) : undefined);
  if (last === undefined) return undefined;
  return analyzer.scoping.outputName(last.value);
}

function allColumns(node: AllColumns, scope: Scope, hasFrom: boolean, analyzer: Analyzer): Output {
  const { target } = node;
  if (target?.kind === 'ColumnReference') return columnsOfTarget(node, target, scope, analyzer);
  if (target !== undefined) {
    analyzer.expression(target, scope);
    return knownFields(node, rowFields(target), analyzer);
  }
  if (!hasFrom) analyzer.report(node, '* needs a FROM clause');
  const output = outputOf(scope.columns);
  return { ...output, open: listed(node, scope.columns.open, analyzer) };
}

/** Reports columns that cannot be listed, unless they are renamed. */
function listed(node: AllColumns, open: readonly OpenRelation[], analyzer: Analyzer): Output['open'] {
  const first = open.find(({ reported }) => !reported);
  if (first !== undefined && node.aliases.length === 0) {
    const whose = first.relation.name === undefined ? '' : ` of '${first.relation.name}'`;
    analyzer.report(node, `the columns${whose} behind * are not known here; name them, as in AS t (a, b)`);
  }
  return open.length > 0 && 'reported';
}

/** `t.*`, or the fields of a row that a chain of names denotes. */
function columnsOfTarget(
  node: AllColumns,
  target: ColumnReference,
  scope: Scope,
  analyzer: Analyzer,
): Output {
  const parts = foldAll(target.parts);
  const relation = columnsOf(scope, parts);
  if (relation === undefined) {
    if (parts.length === 1) {
      const names = relationsInScope(scope);
      analyzer.report(
        target,
        `no relation is called '${dotted(target.parts)}'${didYouMean(parts[0] ?? '', names)}`,
      );
      analyzer.useColumn({ node: target, fields: [], qualifier: 0, of: [], shortens: true });
      return { columns: [], open: 'reported' };
    }
    resolveColumn(target, scope, analyzer);
    return knownFields(node, undefined, analyzer);
  }
  const short = columnsOf(scope, parts.slice(-1));
  analyzer.useColumn({
    node: target,
    fields: [],
    qualifier: parts.length,
    of: relation.relations,
    shortens:
      short !== undefined && sameItems(short.fields, relation.fields) && sameItems(short.open, relation.open),
  });
  return { columns: relation.fields.map(passOn), open: listed(node, relation.open, analyzer) };
}

const sameItems = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((item, index) => item === other[index]);

function knownFields(
  node: AllColumns,
  names: readonly (string | undefined)[] | undefined,
  analyzer: Analyzer,
): Output {
  if (names !== undefined) return { columns: names.map((name) => ({ name })), open: false };
  if (node.aliases.length === 0) {
    analyzer.report(node, 'the fields behind .* are not known here; name them, as in .* AS (a, b)');
  }
  return { columns: [], open: 'reported' };
}
