import type { WorldObjects } from '../model/world.js';
import { checkAttributes } from './check-attributes.js';
import { checkDuplicates, checkNames, checkTargetSchemas } from './check-names.js';
import { checkHashKey, checkLocalColumns } from './check-policies.js';
import { checkHashKeyTable } from './check-hash-key-table.js';
import { checkOperationRules } from './check-operation-rules.js';
import { checkSharedTables } from './check-shared-tables.js';
import { checkSqlTexts } from './check-sql-texts.js';
import type { SqlTexts } from './check-sql-texts.js';
import { knownObjects } from './known-objects.js';
import type { ExistingObjects } from './known-objects.js';
import type { Problem } from './problem.js';

/**
 * Errors between the objects of a world, after each has passed its schema: undeclared names, two objects with one key, hash masks without a
 * key, objects that read the table of the hash key, raw tables, column types and places of operation rules that are not valid SQL, and local
 * policies over columns that do not exist. Every used tag must be declared itself; a tag above or below it does not count.
 * @param existing the existing objects, if `world` is only a part that will be applied over them; an object of `world` replaces an existing
 *   one with the same key
 * @returns all problems, in no particular order; see `formatProblems`
 */
export async function checkReferences(
  world: WorldObjects,
  sql: SqlTexts,
  existing?: ExistingObjects,
): Promise<readonly Problem[]> {
  const known = knownObjects(world, existing);
  return [
    ...checkDuplicates(world),
    ...checkSqlTexts(world, sql),
    ...checkOperationRules(world, sql),
    ...(await checkNames(world, known)),
    ...(await checkTargetSchemas(world, known)),
    ...(await checkHashKey(world, known)),
    ...(await checkHashKeyTable(world, known)),
    ...(await checkLocalColumns(world, known)),
    ...(await checkAttributes(world, known, existing)),
    ...(await checkSharedTables(world, known, existing)),
  ];
}
