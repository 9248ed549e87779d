import type { Corresponding, SetOperation } from '../ast.js';
import { didYouMean } from '../../base/nearest.js';
import type { Analyzer } from './analyzer.js';
import { fold } from './names.js';
import type { Output, OutputColumn } from './relation-type.js';

/** The result of UNION, INTERSECT or EXCEPT. Its columns have the names of the first query, and come from no single relation. */
export function analyzeSetOperation(
  node: SetOperation,
  left: Output,
  right: Output,
  analyzer: Analyzer,
): Output {
  const open = left.open !== false || right.open !== false;
  const { corresponding } = node;
  const columns =
    corresponding === undefined
      ? left.columns
      : correspondingColumns(node, corresponding, left, right, analyzer);
  if (corresponding === undefined && !open && left.columns.length !== right.columns.length) {
    analyzer.report(
      node,
      `${node.operator} of queries with ${left.columns.length} and ${right.columns.length} columns`,
    );
  }
  return { columns: columns.map(({ name }) => ({ name })), open: left.open };
}

/** CORRESPONDING: the columns that both have, or those that are listed. */
function correspondingColumns(
  node: SetOperation,
  { columns: listed }: Corresponding,
  left: Output,
  right: Output,
  analyzer: Analyzer,
): readonly OutputColumn[] {
  const namesOf = ({ columns }: Output): ReadonlySet<string> =>
    new Set(columns.flatMap(({ name }) => (name === undefined ? [] : fold(name))));
  const inRight = namesOf(right);
  if (listed.length > 0) {
    for (const name of listed) {
      for (const [side, output] of [['left', left] as const, ['right', right] as const]) {
        const names = namesOf(output);
        if (output.open === false && !names.has(fold(name.value))) {
          analyzer.report(
            name,
            `CORRESPONDING: the ${side} query has no column '${name.value}'${didYouMean(name.value, names)}`,
          );
        }
      }
    }
    return listed.map(({ value }) => ({ name: value }));
  }
  const common = left.columns.filter(({ name }) => name !== undefined && inRight.has(fold(name)));
  if (common.length === 0 && left.open === false && right.open === false) {
    analyzer.report(node, 'CORRESPONDING: the queries have no column in common');
  }
  return common;
}
