import type { Query } from '../ast.js';
import { fold } from './names.js';
import type { OutputColumn } from './relation-type.js';
import { scopeError, type ScopeError } from './scope-error.js';

/**
 * Why a result cannot be a table: columns without names, and duplicate names in any letter case.
 * @param query the position of the errors
 */
export function checkOutput(query: Query, output: readonly OutputColumn[]): readonly ScopeError[] {
  const positions = new Map<string, number>();
  return output.flatMap(({ name }, index) => {
    if (name === undefined || name === '') {
      return [scopeError(query, `column ${index + 1} of the result has no name: give it one with AS`)];
    }
    const before = positions.get(fold(name));
    positions.set(fold(name), before ?? index + 1);
    return before === undefined
      ? []
      : [scopeError(query, `columns ${before} and ${index + 1} of the result are both called '${name}'`)];
  });
}
