import { visibleDataSources } from '../entitlements/visible.js';
import type { Caller } from '../identity/caller.js';
import type { Ports } from './ports.js';
import { noSuchSchema } from './view-name.js';

const visible = (ports: Ports, caller: Caller) =>
  ports.world.ask((look) =>
    visibleDataSources(look, { userName: caller.user, project: caller.project, at: ports.now() }).filter(
      ({ platform }) => platform === 'trino',
    ),
  );

/** The schemas in which the caller has a view, sorted. */
export async function listSchemas(ports: Ports, caller: Caller): Promise<readonly string[]> {
  const dataSources = await visible(ports, caller);
  return [...new Set(dataSources.map(({ schema }) => schema))].toSorted();
}

/**
 * The names of the caller's views in a schema, sorted.
 * @throws Refusal `not-visible` when there are none: such a schema does not exist for the caller
 */
export async function listViews(ports: Ports, caller: Caller, schema: string): Promise<readonly string[]> {
  const dataSources = await visible(ports, caller);
  const names = dataSources.filter((dataSource) => dataSource.schema === schema).map(({ name }) => name);
  if (names.length === 0) throw noSuchSchema(schema);
  return names.toSorted();
}
