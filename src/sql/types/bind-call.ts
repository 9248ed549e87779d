/**
 * Finds the signature of a call like Trino 476 (`FunctionBinder`, `SignatureBinder`): first one that matches without conversion, then the
 * most specific one that matches with conversions.
 */
import type { Constraint, Formal, Signature } from './signature.js';
import { coerces, commonType, raise } from './trino-coercion.js';
import {
  any,
  holdsAny,
  isAny,
  isComparable,
  isOrderable,
  named,
  nothing,
  sameType,
  typesIn,
  type Type,
} from './type.js';

/** The argument of a call: a type, or a lambda expression, whose result depends on its parameters. */
export type Argument =
  Type | { readonly lambda: (parameters: readonly Type[]) => Type; readonly parameters: number };

const isLambda = (argument: Argument): argument is Exclude<Argument, Type> => 'lambda' in argument;

/** The bound call: the types to which its arguments are converted, and the type of its result. */
export interface Bound {
  readonly arguments: readonly Type[];
  readonly returns: Type;
}

/** Whether a type can be cast to another. */
export type Castable = (from: Type, to: Type) => boolean;

interface Candidate {
  readonly signature: Signature;
  readonly bound: Bound;
}

/**
 * Binds a call with these arguments; undefined if no signature accepts them, `ambiguous` if several match equally well. If an argument has
 * an unknown type and several signatures are possible, the result is unknown.
 */
export function bindCall(
  signatures: readonly Signature[],
  args: readonly Argument[],
  castable: Castable,
): Bound | 'ambiguous' | undefined {
  const bindAll = (from: readonly Signature[], coerced: boolean): readonly Candidate[] =>
    from.flatMap((signature) => {
      const bound = bind(signature, args, coerced, castable);
      return bound === undefined ? [] : [{ signature, bound }];
    });
  if (args.some((argument) => !isLambda(argument) && holdsAny(argument))) {
    return openResult(bindAll(signatures, true));
  }
  for (const generic of [false, true]) {
    const exact = bindAll(
      signatures.filter(({ variables }) => variables.size > 0 === generic),
      false,
    );
    if (exact.length > 1) return 'ambiguous';
    if (exact[0] !== undefined) return exact[0].bound;
  }
  const found = bindAll(signatures, true);
  if (found.length === 0) return undefined;
  const best = mostSpecific(found, args, castable);
  return best.length === 1 && best[0] !== undefined ? best[0].bound : 'ambiguous';
}

function openResult(found: readonly Candidate[]): Bound | undefined {
  const [first, ...others] = found.map(({ bound }) => bound);
  if (first === undefined) return undefined;
  const returns = others.every((other) => sameType(other.returns, first.returns)) ? first.returns : any;
  return {
    arguments: first.arguments.map((type, index) =>
      others.every((other) => sameType(other.arguments[index] ?? any, type)) ? type : any,
    ),
    returns: hasOpenNumber(returns) ? any : returns,
  };
}

const hasOpenNumber = ({ parameters }: Type): boolean =>
  parameters.some((parameter) =>
    typeof parameter === 'number' ? Number.isNaN(parameter) : hasOpenNumber(parameter),
  );

function mostSpecific(
  found: readonly Candidate[],
  args: readonly Argument[],
  castable: Castable,
): readonly Candidate[] {
  const best: Candidate[] = [];
  for (const one of found) {
    let placed = false;
    for (const [index, other] of best.entries()) {
      const better = isMoreSpecific(one, other, castable);
      if (better) best[index] = one;
      if (better || isMoreSpecific(other, one, castable)) {
        placed = true;
        break;
      }
    }
    if (!placed) best.push(one);
  }
  if (best.length <= 1 || args.some(isLambda)) return best;
  const isNull = (argument: Argument | undefined): boolean =>
    argument !== undefined && !isLambda(argument) && argument.base === nothing.base;
  if (!args.some(isNull)) return best;
  const onlyNulls = found.filter(({ bound }) =>
    args.every(
      (argument, index) =>
        isNull(argument) || (!isLambda(argument) && sameType(bound.arguments[index] ?? any, argument)),
    ),
  );
  const left = onlyNulls.length > 0 ? onlyNulls : best;
  // These functions return NULL for NULL, so any of them is correct.
  const [first] = left;
  return first !== undefined && left.every(({ bound }) => sameType(bound.returns, first.bound.returns))
    ? [first]
    : left;
}

const isMoreSpecific = (one: Candidate, other: Candidate, castable: Castable): boolean =>
  bind(other.signature, one.bound.arguments, true, castable) !== undefined;

/** The variables of a signature during the search for their values. */
interface Bindings {
  readonly types: Map<string, Type>;
  readonly numbers: Map<string, number>;
}

/** One step of the search: `failed` ends it, `changed` requires another round, `open` is not satisfied yet. */
type Step = (bindings: Bindings) => 'failed' | 'changed' | 'open' | 'satisfied';

function bind(
  { arguments: written, returns, repeats, variables, computed }: Signature,
  args: readonly Argument[],
  coerced: boolean,
  castable: Castable,
): Bound | undefined {
  const formals = repeats ? repeated(written, args.length) : written;
  if (formals?.length !== args.length) return undefined;
  const steps: Step[] = [];
  for (const [index, formal] of formals.entries()) {
    const argument = args[index] ?? any;
    if (isLambda(argument)) {
      if (formal.base !== 'function' || formal.parameters.length - 1 !== argument.parameters)
        return undefined;
      steps.push(lambdaStep(formal, argument, variables));
    } else {
      if (formal.base === 'function' && argument.base !== 'function' && !isAny(argument)) return undefined;
      if (!isAny(argument)) steps.push(relationStep(formal, argument, coerced, variables));
      if (!appendSteps(steps, formal, argument, variables, castable)) return undefined;
    }
  }
  const bindings: Bindings = { types: new Map(), numbers: new Map() };
  if (!solve(steps, bindings)) return undefined;
  for (const [name, compute] of Object.entries(computed)) {
    bindings.numbers.set(
      name,
      compute((of) => bindings.numbers.get(of) ?? Number.NaN),
    );
  }
  if ([...variables.keys()].some((name) => !bindings.types.has(name))) return undefined;
  return {
    arguments: formals.map((formal) => apply(formal, bindings)),
    returns: apply(returns, bindings),
  };
}

function repeated(formals: readonly Formal[], count: number): readonly Formal[] | undefined {
  const last = formals.at(-1);
  const more = count - formals.length;
  if (last === undefined || more < -1) return undefined;
  return more === -1 ? formals.slice(0, -1) : [...formals, ...Array<Formal>(more).fill(last)];
}

/** More rounds than any signature needs. */
const mostRounds = 8;

function solve(steps: readonly Step[], bindings: Bindings): boolean {
  for (let round = 0; round < mostRounds; round += 1) {
    const results = new Set<ReturnType<Step>>();
    for (const step of steps) {
      const result = step(bindings);
      if (result === 'failed') return false;
      results.add(result);
    }
    if (!results.has('changed')) return !results.has('open');
  }
  return false;
}

/** A type of a signature with its variables replaced by their values. */
function apply({ base, parameters }: Formal, { types, numbers }: Bindings): Type {
  const bound = types.get(base);
  if (bound !== undefined) return bound;
  return named(
    base,
    ...parameters.map((parameter) =>
      typeof parameter === 'object'
        ? apply(parameter, { types, numbers })
        : typeof parameter === 'string'
          ? (numbers.get(parameter) ?? Number.NaN)
          : parameter,
    ),
  );
}

/** Whether the argument can be converted to the type in the signature, after all variables are known. */
function relationStep(
  formal: Formal,
  actual: Type,
  coerced: boolean,
  variables: ReadonlyMap<string, Constraint>,
): Step {
  const wanted = namesIn(formal, variables);
  return (bindings) => {
    if (wanted.types.some((name) => !bindings.types.has(name))) return 'open';
    if (wanted.numbers.some((name) => !bindings.numbers.has(name))) return 'open';
    const type = apply(formal, bindings);
    if (hasOpenNumber(type) || holdsAny(type)) return 'satisfied';
    const fits = coerced ? coerces(actual, type) : sameType(actual, type);
    return fits ? 'satisfied' : 'open';
  };
}

function namesIn(
  formal: Formal,
  variables: ReadonlyMap<string, Constraint>,
): { readonly types: readonly string[]; readonly numbers: readonly string[] } {
  if (variables.has(formal.base)) return { types: [formal.base], numbers: [] };
  const inner = formal.parameters.flatMap((parameter) =>
    typeof parameter === 'object' ? [namesIn(parameter, variables)] : [],
  );
  return {
    types: inner.flatMap(({ types }) => types),
    numbers: [
      ...formal.parameters.filter((parameter) => typeof parameter === 'string'),
      ...inner.flatMap(({ numbers }) => numbers),
    ],
  };
}

/** Adds the steps in which an argument determines the variables. */
function appendSteps(
  steps: Step[],
  formal: Formal,
  actual: Type,
  variables: ReadonlyMap<string, Constraint>,
  castable: Castable,
): boolean {
  const constraint = variables.get(formal.base);
  if (constraint !== undefined) {
    steps.push(variableStep(formal.base, actual, constraint, castable));
    return true;
  }
  if (formal.parameters.length === 0) return true;
  if (formal.parameters.every((parameter) => typeof parameter !== 'object')) {
    steps.push(numbersStep(formal, actual));
    return true;
  }
  const inner = formal.parameters.filter((parameter) => typeof parameter === 'object');
  const actuals =
    actual.base === nothing.base
      ? inner.map(() => nothing)
      : isAny(actual)
        ? inner.map(() => any)
        : actual.base === 'function'
          ? []
          : typesIn(actual);
  if (actuals.length !== inner.length) return false;
  return inner.every((parameter, index) =>
    appendSteps(steps, parameter, actuals[index] ?? any, variables, castable),
  );
}

function variableStep(name: string, actual: Type, constraint: Constraint, castable: Castable): Step {
  const fits = (type: Type): boolean =>
    isAny(type) ||
    ((constraint.comparable !== true || isComparable(type)) &&
      (constraint.orderable !== true || isOrderable(type)) &&
      (constraint.castsTo === undefined || castable(actual, constraint.castsTo)));
  return ({ types }) => {
    const before = types.get(name);
    const common = before === undefined ? actual : commonType(before, actual);
    if (common === undefined || !fits(common)) return 'failed';
    if (before !== undefined && sameType(before, common)) return 'satisfied';
    types.set(name, common);
    return 'changed';
  };
}

function numbersStep({ base, parameters }: Formal, actual: Type): Step {
  return ({ numbers }) => {
    if (isAny(actual)) {
      const open = parameters.filter((parameter) => typeof parameter === 'string' && !numbers.has(parameter));
      for (const name of open) numbers.set(String(name), Number.NaN);
      return open.length > 0 ? 'changed' : 'satisfied';
    }
    const raised = raise(actual, base);
    const known = parameters.map((parameter, index) =>
      typeof parameter === 'string' ? (numbers.get(parameter) ?? raised?.parameters[index]) : parameter,
    );
    if (known.some((number) => typeof number !== 'number')) return 'failed';
    const before = named(base, ...known.filter((number) => typeof number === 'number'));
    if (hasOpenNumber(before)) return 'satisfied';
    const common = commonType(before, actual);
    if (common?.base !== base) return 'failed';
    let changed = false;
    for (const [index, parameter] of parameters.entries()) {
      const number = common.parameters[index];
      if (typeof number !== 'number') return 'failed';
      if (typeof parameter === 'string') {
        if (numbers.get(parameter) !== number) changed = true;
        numbers.set(parameter, number);
      } else if (parameter !== number) {
        return 'failed';
      }
    }
    return changed ? 'changed' : 'satisfied';
  };
}

/** The result type of a lambda expression. It must be exactly the type in the signature. */
function lambdaStep(
  formal: Formal,
  { lambda }: Exclude<Argument, Type>,
  variables: ReadonlyMap<string, Constraint>,
): Step {
  const parts = formal.parameters.filter((parameter) => typeof parameter === 'object');
  const result = parts.at(-1);
  return (bindings) => {
    const inputs = parts.slice(0, -1).map((part) => ({
      open: namesIn(part, variables).types.some((name) => !bindings.types.has(name)),
      type: apply(part, bindings),
    }));
    if (result === undefined || inputs.some(({ open }) => open)) return 'open';
    const given = lambda(inputs.map(({ type }) => type));
    const constraint = variables.get(result.base);
    const step: Step =
      constraint === undefined
        ? relationStep(result, given, false, variables)
        : variableStep(result.base, given, constraint, () => true);
    if (constraint === undefined)
      return isAny(given) ? 'satisfied' : step(bindings) === 'satisfied' ? 'satisfied' : 'failed';
    const after = step(bindings);
    if (after === 'failed') return 'failed';
    const bound = bindings.types.get(result.base);
    // A lambda expression's result is not converted.
    return bound !== undefined && !isAny(given) && !sameType(bound, given) ? 'failed' : after;
  };
}
