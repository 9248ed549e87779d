import { relationKey } from './catalog.js';
import type { Actual } from './catalog.js';
import { granteeKey, privilegeHolder } from './plan-readers.js';
import { callProcedure, dropSchema, dropView, onSchema, revoke } from './statements.js';
import type { SystemSchemas } from './system-names.js';
import { uninstallStatements } from './system-objects.js';
import type { Sql } from './sql-text.js';

/** The objects that stay, and why. */
export interface Uninstall {
  readonly statements: readonly Sql[];
  readonly kept: readonly string[];
}

/**
 * The statements that remove everything that scrim created: views, their schemas if nothing else is in them, and its own
 * objects. Run them in one transaction.
 */
export function planUninstall(actual: Actual, schemas: SystemSchemas): Uninstall {
  const own = [...actual.inventory.values()];
  const others = [...actual.tables, ...actual.views.keys()].filter((key) => !actual.inventory.has(key));
  const withOthers = new Set(others.map((key) => (JSON.parse(key) as readonly string[])[0]));
  const holdsOthers = (schema: string): boolean => withOthers.has(schema);
  const dropped = [...actual.ownSchemas].filter(
    (schema) => actual.schemas.has(schema) && !holdsOthers(schema),
  );
  const kept = [...actual.ownSchemas].filter((schema) => holdsOthers(schema));
  const impersonators = [...actual.impersonators].filter((name) => actual.users?.has(name) !== false);
  return {
    statements: [
      ...impersonators.map((name) => callProcedure([schemas.procedures, 'revoke_impersonation'], name)),
      ...own
        .filter(({ schema, name }) => actual.views.has(relationKey(schema, name)))
        .map(({ schema, name }) => dropView([schema, name])),
      ...kept.flatMap((schema) => {
        const held = actual.privileges.on(schema).map(privilegeHolder);
        const holders = [...new Map(held.map((one) => [granteeKey(one), one])).values()];
        return holders.length === 0 ? [] : [revoke('ALL', onSchema(schema), ...holders)];
      }),
      ...dropped.map(dropSchema),
      ...uninstallStatements(schemas),
    ],
    kept: kept.map((schema) => `schema ${schema} stays, because it contains objects of others`),
  };
}
