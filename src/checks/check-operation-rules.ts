import { operationSets, placeDepth } from '../model/operations.js';
import type { Allowed, operations } from '../model/operations.js';
import type { WorldObjects } from '../model/world.js';
import type { SqlTexts } from './check-sql-texts.js';
import type { Problem } from './problem.js';

const what = { 1: 'a catalog', 2: 'a schema', 3: 'a table' } as const;

/** An operation that is about something larger than every place of its rule, which so never allows it. */
function outOfReach(name: Allowed, depths: readonly number[]): string | undefined {
  if (Object.hasOwn(operationSets, name)) return undefined;
  const depth = placeDepth(name as keyof typeof operations);
  if (depth === undefined || depths.some((of) => of <= depth)) return undefined;
  const right = depth === 1 ? 'a catalog' : 'a catalog or a schema';
  return `${name} is about ${what[depth]}, and no name in 'in' is that large: name ${right} there, or write 'in: everywhere'`;
}

/** Operation rules with names of places that are not valid SQL, and operations that no place of their rule can contain. */
export const checkOperationRules = (world: WorldObjects, sql: SqlTexts): readonly Problem[] =>
  world.operationRule.flatMap(({ allow, in: places }, index): readonly Problem[] => {
    if (places === undefined || places === 'everywhere') return [];
    const depths = places.map((place) => sql.placeDepth(place));
    const wrong = depths.flatMap((depth, position): readonly Problem[] =>
      typeof depth === 'number'
        ? []
        : [{ kind: 'operationRule', index, path: ['in', position], message: depth }],
    );
    if (wrong.length > 0) return wrong;
    const known = depths.filter((depth) => typeof depth === 'number');
    return allow.flatMap((name, position): readonly Problem[] => {
      const message = outOfReach(name, known);
      return message === undefined
        ? []
        : [{ kind: 'operationRule', index, path: ['allow', position], message }];
    });
  });
