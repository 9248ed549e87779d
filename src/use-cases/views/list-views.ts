import {
  isSchemaVisible,
  visibleDataSource,
  visibleDataSources,
  visibleSchemas,
} from '../../facts/visible.js';
import type { Asker } from '../../facts/facts-for.js';
import type { Caller } from '../../identity/caller.js';
import type { DataSource } from '../../model/data-source.js';
import type { Ports } from './ports.js';
import { platformOf } from '../../platforms/index.js';
import { dataSourceOf, noSuchSchema, noSuchView } from './view-name.js';
import type { ViewName } from './view-name.js';

/** What is on another platform is read there. */
const isView = ({ platform }: DataSource): boolean => platformOf[platform].reader === 'known';

const askerOf = (ports: Ports, { user: userName, project }: Caller): Asker => ({
  userName,
  project,
  at: ports.now(),
});

/** The schemas in which the caller has a view, sorted. */
export async function listSchemas(ports: Ports, caller: Caller): Promise<readonly string[]> {
  const asker = askerOf(ports, caller);
  return (
    await ports.world.ask((look, { derive, lacking }) => visibleSchemas(look, asker, isView, derive, lacking))
  ).toSorted();
}

/**
 * The names of the caller's views in a schema, sorted.
 * @throws Refusal `not-visible` when there are none: such a schema does not exist for the caller
 */
export async function listViews(ports: Ports, caller: Caller, schema: string): Promise<readonly string[]> {
  const asker = askerOf(ports, caller);
  const dataSources = await ports.world.ask((look, { derive }) =>
    visibleDataSources(look, asker, schema, derive),
  );
  const names = dataSources.filter(isView).map(({ name }) => name);
  if (names.length === 0) throw noSuchSchema(schema);
  return names.toSorted();
}

/** @throws Refusal `not-visible` when the caller has no view in a schema */
export async function checkSchema(ports: Ports, caller: Caller, schema: string): Promise<void> {
  const asker = askerOf(ports, caller);
  if (!(await ports.world.ask((look, { derive }) => isSchemaVisible(look, asker, schema, isView, derive)))) {
    throw noSuchSchema(schema);
  }
}

/** @throws Refusal `not-visible` when the caller has no such view */
export async function checkView(ports: Ports, caller: Caller, view: ViewName): Promise<void> {
  const [asker, name] = [askerOf(ports, caller), dataSourceOf(view)];
  const found = await ports.world.ask((look, { derive }) => visibleDataSource(look, asker, name, derive));
  if (found === undefined || !isView(found)) throw noSuchView(view);
}
