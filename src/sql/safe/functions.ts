import type { Dialect } from '../dialect.js';
import type { AllowedFunction, FunctionReview, RefusedTheme } from './function-theme.js';
import { redshiftFunctions } from './functions-redshift.js';
import { trinoFunctions } from './functions-trino.js';
import { fold, type ExtraFunction } from './rules.js';
import { dialectRules } from './dialect-rules.js';

/** The decisions about the functions of each dialect. */
export const reviews: Readonly<Record<Dialect, FunctionReview>> = {
  trino: trinoFunctions,
  redshift: redshiftFunctions,
};

/** The functions that may be called, by their names in lower case, and why others may not. */
export interface Functions {
  readonly allowed: ReadonlyMap<string, AllowedFunction>;
  readonly refused: ReadonlyMap<string, RefusedTheme>;
}

/**
 * The functions of a dialect.
 * @param extra functions that are allowed too; a function that is refused for another reason than its cost stays refused
 */
export function functionsOf(dialect: Dialect, extra: readonly ExtraFunction[] = []): Functions {
  const { allowed, refused } = base[dialect];
  const more = extra
    .map(({ name, arity = [0, Infinity], neverFails = false }) => {
      const fails = neverFails ? 'never' : dialectRules[dialect].extraFails;
      return [fold(name), { arity, gives: 'either', fails, extra: true }] as const;
    })
    .filter(([name]) => !allowed.has(name) && refused.get(name)?.extendable !== false);
  return more.length === 0
    ? base[dialect]
    : { allowed: new Map<string, AllowedFunction>([...allowed, ...more]), refused };
}

const index = ({ allowed, refused }: FunctionReview): Functions => ({
  allowed: new Map(allowed.flatMap(({ functions }) => Object.entries(functions))),
  refused: new Map(refused.flatMap((theme) => [...theme.names].map((name) => [name, theme] as const))),
});

const base: Readonly<Record<Dialect, Functions>> = {
  trino: index(trinoFunctions),
  redshift: index(redshiftFunctions),
};
