import type { CopartitionedTables, QualifiedName, TableArgument, TableFunctionCall } from '../ast.js';
import type { Analyzer } from './analyzer.js';
import { dotted, fold, foldAll, isCalled } from './names.js';
import { relationOf, type Exposed, type Output, type RelationType } from './relation-type.js';
import type { Scope } from './scope.js';

/**
 * `TABLE(function(…))`. Its columns are only known for Trino's built-in functions; columns that it passes on keep the names of the table
 * arguments.
 */
export function analyzeTableFunction(
  node: TableFunctionCall,
  scope: Scope,
  analyzer: Analyzer,
): RelationType {
  const inputs = node.arguments.flatMap(({ value }) => {
    if (value.kind === 'TableArgument') return [analyzeArgument(value, scope, analyzer)];
    if (value.kind !== 'Descriptor') analyzer.expression(value, scope);
    return [];
  });
  const exposed = inputs.flatMap((input) => input.exposed);
  for (const group of node.copartition) useNames(group, exposed, analyzer);
  const known = isBuiltIn(node.name, 'sequence') && knownSequence;
  const type = relationOf({ node }, [], known || { columns: [], open: true });
  if (known) return type;
  const passedOn = exposed.map(({ name, relation }) => ({ qualifier: name, relation, reported: false }));
  return { ...type, open: [...type.open, ...passedOn] };
}

/** Trino: `sequence` has one column. */
const knownSequence: Output = { columns: [{ name: 'sequential_number' }], open: false };

const isBuiltIn = ({ parts }: QualifiedName, name: string): boolean =>
  parts.length === 1 && parts.every(({ value }) => fold(value) === name);

function analyzeArgument(node: TableArgument, scope: Scope, analyzer: Analyzer): RelationType {
  const type = analyzer.relation(node.relation, scope);
  const inside: Scope = { parent: scope, columns: type };
  for (const part of [...(node.partitionBy ?? []), ...node.orderBy]) analyzer.expression(part, inside);
  return type;
}

/** COPARTITION names table arguments. */
function useNames(group: CopartitionedTables, exposed: readonly Exposed[], analyzer: Analyzer): void {
  for (const name of group.tables) {
    const parts = foldAll(name.parts);
    const [only, ...more] = exposed.filter((one) => isCalled(one.name, parts));
    if (only === undefined || more.length > 0) {
      analyzer.report(
        name,
        `COPARTITION: ${only === undefined ? 'no table argument is' : 'several table arguments are'} called '${dotted(name.parts)}'`,
      );
      continue;
    }
    const short = exposed.filter((one) => isCalled(one.name, parts.slice(-1)));
    const use = { node: name, relation: only.relation.node, qualifier: parts.length };
    analyzer.useRelation({ ...use, shortens: short.length === 1 });
  }
}
