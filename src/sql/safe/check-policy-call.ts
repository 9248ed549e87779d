import { didYouMean } from '../../base/nearest.js';
import type { Expression, PolicyFunctionCall } from '../ast.js';
import { nodesOf } from '../visit.js';
import type { Checking, KindCheck } from './checking.js';
import { policyFunctions, signatureOf, type PolicyFunction, type Shape } from './policy-functions.js';
import { fold } from './rules.js';
import type { Scope } from './scope.js';

/** A policy function with valid arguments. */
export const checkPolicyCall: KindCheck<PolicyFunctionCall> = (node, scope, to) => {
  const known = policyFunctions.get(node.name);
  for (const argument of node.arguments) to.check(argument, scope);
  if (known === undefined) {
    const names = [...policyFunctions.keys()].map((name) => `@${name}`);
    const near = didYouMean(`@${node.name}`, names);
    to.report(
      node,
      `there is no policy function @${node.name}${near === '' ? `; the policy functions are ${names.join(', ')}` : near}`,
    );
    return 'done';
  }
  const most = known.repeats === true ? Infinity : known.parameters.length;
  const count = node.arguments.length;
  if (count < known.least || count > most) {
    const given = `${count === 0 ? 'no' : count} argument${count === 1 ? '' : 's'}`;
    to.report(node, `@${node.name} must be written ${signatureOf(node.name, known)}, not with ${given}`);
    return 'done';
  }
  node.arguments.forEach((argument, index) => checkShape(node.name, known, argument, index, scope, to));
  return 'done';
};

function checkShape(
  name: string,
  known: PolicyFunction,
  argument: Expression,
  index: number,
  scope: Scope,
  to: Checking,
): void {
  const [parameter, shape] = known.parameters[index] ?? known.parameters.at(-1) ?? ['', 'text'];
  const message = shapes[shape](argument, parameter, scope);
  if (message !== undefined)
    to.report(argument, `@${name}: ${message}; it is written ${signatureOf(name, known)}`);
}

const shapes: Readonly<
  Record<Shape, (argument: Expression, parameter: string, scope: Scope) => string | undefined>
> = {
  text: (argument, parameter) => textProblem(argument, parameter),
  column: (argument) =>
    readsColumn(argument)
      ? undefined
      : 'the column must be a column or an expression over columns, not a single value',
  placeholder: (argument) =>
    isLiteral(argument)
      ? undefined
      : 'the placeholder must be a literal, such as text in single quotes or a number',
  'column name': (argument, parameter, scope) => {
    const problem = textProblem(argument, parameter);
    if (problem !== undefined || argument.kind !== 'StringLiteral') return problem;
    return scope.row.has(fold(argument.value))
      ? undefined
      : `the data source has no column '${argument.value}'${didYouMean(argument.value, scope.row.keys())}`;
  },
};

function textProblem(argument: Expression, parameter: string): string | undefined {
  if (argument.kind !== 'StringLiteral') return `the ${parameter} must be text in single quotes`;
  return argument.value.trim() === '' ? `the ${parameter} must not be empty` : undefined;
}

const readsColumn = (argument: Expression): boolean =>
  nodesOf(argument, 'ColumnReference').length > 0 ||
  nodesOf(argument, 'PolicyFunctionCall').some(
    ({ name }) => name === 'columnReference' || name === 'columnTagged',
  );

const literals: ReadonlySet<Expression['kind']> = new Set([
  'StringLiteral',
  'IntegerLiteral',
  'DecimalLiteral',
  'DoubleLiteral',
  'BooleanLiteral',
  'BinaryLiteral',
  'TypedLiteral',
]);

/** NULL is not a placeholder: it equals nothing, as if there were none. */
const isLiteral = (node: Expression): boolean =>
  literals.has(node.kind) ||
  (node.kind === 'Unary' && node.operator === '-' && literals.has(node.value.kind));
