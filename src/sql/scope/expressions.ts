import type { FramePattern, FunctionCall, Identifier, Lambda, Node, WindowSpecification } from '../ast.js';
import { childrenOf } from '../visit.js';
import type { Analyzer } from './analyzer.js';
import { canonical, fold } from './names.js';
import { noColumns, type Field } from './relation-type.js';
import { labelsOf, resolveColumn } from './resolve-column.js';
import { patternScope } from './row-patterns.js';
import type { Scope } from './scope.js';

/** Resolves the names in an expression, or in any other node that contains expressions. */
export function analyzeExpression(node: Node, scope: Scope, analyzer: Analyzer): void {
  switch (node.kind) {
    case 'ColumnReference':
      resolveColumn(node, scope, analyzer);
      return;
    case 'Query':
      analyzer.query(node, scope);
      return;
    case 'Lambda':
      analyzeLambda(node, scope, analyzer);
      return;
    case 'FunctionCall':
      analyzeCall(node, scope, analyzer);
      return;
    case 'WindowReference':
      requireWindow(node.name, scope, analyzer);
      return;
    case 'WindowSpecification':
      analyzeWindow(node, scope, analyzer);
      return;
    case 'FramePattern':
      analyzeFramePattern(node, scope, analyzer);
      return;
    default:
      for (const child of childrenOf(node)) analyzer.expression(child, scope);
  }
}

function analyzeLambda(node: Lambda, scope: Scope, analyzer: Analyzer): void {
  const seen = new Set<string>();
  const fields = node.parameters.flatMap((parameter): readonly Field[] => {
    if (seen.has(fold(parameter.value))) {
      analyzer.report(parameter, `parameter '${parameter.value}' is duplicated`);
      return [];
    }
    seen.add(fold(parameter.value));
    const { value } = parameter;
    return [{ name: value, qualifier: [], origin: { kind: 'parameter', lambda: node, column: value } }];
  });
  analyzer.expression(node.body, { parent: scope, columns: { ...noColumns, fields } });
}

/** A call; the argument of `classifier(A)` is a label of the row pattern, not a column. */
function analyzeCall(node: FunctionCall, scope: Scope, analyzer: Analyzer): void {
  const labels = labelsOf(scope);
  const isLabel = (child: Node): boolean => {
    const [only, ...more] = child.kind === 'ColumnReference' ? child.parts : [];
    return (
      only !== undefined &&
      more.length === 0 &&
      node.name.parts.length === 1 &&
      node.name.parts.every(({ value }) => fold(value) === 'classifier') &&
      labels?.has(canonical(only)) === true
    );
  };
  for (const child of childrenOf(node)) if (!isLabel(child)) analyzer.expression(child, scope);
}

function analyzeWindow(node: WindowSpecification, scope: Scope, analyzer: Analyzer): void {
  if (node.base !== undefined) requireWindow(node.base, scope, analyzer);
  for (const child of childrenOf(node)) analyzer.expression(child, scope);
}

function requireWindow(name: Identifier, scope: Scope, analyzer: Analyzer): void {
  let at: Scope | undefined = scope;
  while (at !== undefined && at.windows === undefined) at = at.queries === undefined ? at.parent : undefined;
  if (at?.windows?.has(fold(name.value)) !== true) {
    analyzer.report(name, `window '${name.value}' is not defined`);
  }
}

function analyzeFramePattern(node: FramePattern, scope: Scope, analyzer: Analyzer): void {
  const inside = patternScope(node, scope);
  for (const child of [...node.measures, ...node.definitions]) analyzer.expression(child, inside);
}
