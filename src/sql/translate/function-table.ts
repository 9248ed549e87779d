import type { Expression, FunctionCall } from '../ast.js';
import type { Dialect } from '../dialect.js';
import { dialectName } from '../print/unsupported.js';
import { refuse } from './translation.js';

/** The translation of the calls of one function. */
export type FunctionTranslation = 'same' | ((call: FunctionCall) => Expression);

/** Functions by their names, which are in lower case. */
export type FunctionTable = ReadonlyMap<string, FunctionTranslation>;

/** Functions with the same meaning, from their names separated by spaces. */
export const same = (names: string): readonly (readonly [string, 'same'])[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => [name, 'same'] as const);

/** @throws UnsupportedByDialect for a function that is not in the table */
export function translateCall(
  call: FunctionCall,
  table: FunctionTable,
  from: Dialect,
  to: Dialect,
): Expression {
  const name = call.name.parts.map(({ value }) => value).join('.');
  const translation = table.get(name.toLowerCase());
  if (translation === undefined) {
    refuse(`counterpart of ${dialectName[from]}'s function ${name} that scrim knows`, to, call);
  }
  return translation === 'same' ? call : translation(call);
}

/** The arguments of a call that are expressions; `count(*)` has none. */
export const argumentsOf = (call: FunctionCall): readonly Expression[] =>
  call.arguments.filter((argument) => argument.kind !== 'Star');
