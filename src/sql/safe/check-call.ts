import { didYouMean } from '../../base/nearest.js';
import { runawayProblem } from '../../base/runaway-pattern.js';
import type { Expression, FunctionCall, Lambda, Node, Star } from '../ast.js';
import { checkCallZones } from './check-time-zones.js';
import type { Checking, KindCheck } from './checking.js';
import { mostRepeated, type AllowedFunction, type Arity } from './function-theme.js';
import { fold } from './rules.js';
import type { Scope } from './scope.js';

/** A call of a plain function in the list, with a valid number of arguments. */
export const checkCall: KindCheck<FunctionCall> = (node, scope, to) => {
  const name = node.name.parts.map(({ value }) => value).join('.');
  const form = formProblem(node);
  const known = node.name.parts.length === 1 ? to.functions.allowed.get(fold(name)) : undefined;
  if (form !== undefined) {
    to.report(node, `${name} ${form}`);
  } else if (known === undefined) {
    to.report(node, whyNot(node, name, to));
  } else {
    checkArguments(node, name, known, to);
    checkCallZones(node, fold(name), scope, to);
  }
  node.arguments.forEach((argument, index) => checkArgument(argument, index, known, scope, to));
  return 'done';
};

/** Parts of a call that only an aggregate or a window function has. */
function formProblem(node: FunctionCall): string | undefined {
  if (node.over !== undefined || node.nullTreatment !== undefined) {
    return 'is called as a window function: it depends on other rows, but the expression is about one row';
  }
  const aggregates =
    node.distinct ||
    node.approximate ||
    node.orderBy.length > 0 ||
    node.withinGroup.length > 0 ||
    node.filter !== undefined ||
    node.overflow !== undefined ||
    node.processingMode !== undefined ||
    node.arguments.some(({ kind }) => kind === 'Star');
  return aggregates
    ? 'is called as an aggregate function: it reads many rows, but the expression is about one row'
    : undefined;
}

function whyNot({ name: { parts } }: FunctionCall, name: string, { functions }: Checking): string {
  if (parts.length > 1) {
    return `function ${name} has a schema in its name: only built-in functions are allowed, and their names have no schema`;
  }
  const refused = functions.refused.get(fold(name));
  if (refused !== undefined) return `${name} is ${refused.is}: ${refused.why}`;
  const near = didYouMean(name, functions.allowed.keys());
  return `function ${name} is not allowed${near === '' ? '; docs/predicates.md lists the functions that are' : near}`;
}

function checkArguments(node: FunctionCall, name: string, known: AllowedFunction, to: Checking): void {
  const count = node.arguments.length;
  const [least, most] = known.arity;
  if (count < least || count > most) {
    to.report(node, `${name} takes ${arityText(known.arity)}, not ${count}`);
  }
  if (fold(name).startsWith('regexp_')) checkPattern(node, name, to);
  const size = known.size === undefined ? undefined : node.arguments[known.size];
  if (size !== undefined && !isSmall(size)) {
    to.report(
      size,
      `${name} takes a literal number of at most ${mostRepeated} here, because it sets the size of the result`,
    );
  }
}

/** The second argument of each function of regular expressions that an administrator may allow is the pattern. */
function checkPattern({ arguments: [, pattern] }: FunctionCall, name: string, { report }: Checking): void {
  if (pattern === undefined) return;
  const problem =
    pattern.kind === 'StringLiteral'
      ? runawayProblem(pattern.value)
      : 'the pattern must be text in single quotes, so that scrim can check how long matching can take';
  if (problem !== undefined) report(pattern, `${name}: ${problem}`);
}

/** `1 argument`, `2 or 3 arguments`, `at least 2 arguments`, … */
export function arityText([least, most]: Arity): string {
  if (least === most) return `${least === 0 ? 'no' : least} argument${least === 1 ? '' : 's'}`;
  if (most === Infinity) return `at least ${least} argument${least === 1 ? '' : 's'}`;
  return `${least}${most === least + 1 ? ' or ' : ' to '}${most} arguments`;
}

const isSmall = (node: Expression | Star): boolean =>
  node.kind === 'IntegerLiteral' && node.value.length <= 5 && Number(node.value) <= mostRepeated;

const units = new Set(
  (
    'year years y month months mon quarter quarters qtr week weeks w day days d hour hours h minute minutes m min second ' +
    'seconds s sec millisecond milliseconds ms microsecond microseconds us epoch dayofweek dow dayofyear doy'
  ).split(' '),
);

function checkArgument(
  node: Expression | Star,
  index: number,
  known: AllowedFunction | undefined,
  scope: Scope,
  to: Checking,
): void {
  if (known?.unit === true && index === 0) {
    if (!isUnit(node)) to.report(node, 'expected a unit of time here, such as day, month or year');
  } else if (node.kind === 'Lambda') {
    if (known !== undefined && known.lambda !== true)
      to.report(node, 'this function takes no lambda expression');
    to.check(node.body, withParameters(node, scope, to));
  } else if (node.kind !== 'Star') {
    to.check(node, scope);
  }
}

const isUnit = (node: Node): boolean =>
  node.kind === 'ColumnReference' &&
  node.parts.length === 1 &&
  node.parts[0]?.quoted === false &&
  units.has(fold(node.parts[0].value));

/** The names within a lambda expression: a parameter that hides another name would mislead its reader. */
function withParameters({ parameters }: Lambda, scope: Scope, { report }: Checking): Scope {
  const names = new Set(scope.parameters);
  for (const parameter of parameters) {
    const name = fold(parameter.value);
    const taken =
      scope.row.has(name) ||
      scope.lookups.some((each) => each.alias === name || each.columns?.has(name) === true);
    if (taken || names.has(name)) {
      const what = taken ? 'a column or table' : 'another parameter';
      report(parameter, `the parameter '${parameter.value}' has the name of ${what}: choose another name`);
    }
    names.add(name);
  }
  return { ...scope, parameters: names };
}

/** A lambda expression that is not an argument. Those that are arguments were checked with their call. */
export const checkLambda: KindCheck<Lambda> = (node, _scope, { report }) => {
  report(node, 'a lambda expression can only be the argument of a function');
  return 'done';
};
