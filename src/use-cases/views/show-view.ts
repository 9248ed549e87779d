import { Refusal } from '../../base/refusal.js';
import { redshiftConfig } from '../../redshift/config.js';
import { printed } from '../../redshift/sql-text.js';
import { createView } from '../../redshift/statements.js';
import type { WorldStore } from '../../world/world-store.js';
import { decideFor } from '../decisions/decide.js';
import { viewOf } from './load-view.js';
import type { Ports } from './ports.js';
import { dataSourceOf, noSuchView } from './view-name.js';
import type { ViewName } from './view-name.js';
import type { Dialect } from '../../sql/dialect.js';
import { dialectName } from '../../sql/print/unsupported.js';
import { redshiftViewOf } from '../redshift/redshift-desired.js';

/**
 * The SQL of the view by which a person reads a data source: on Trino made for them, on Redshift the one that is pushed for all,
 * under the schemas that scrim has there when nobody says otherwise.
 *
 * @param dialect that of the data source's platform, when it is not said
 * @throws Refusal `not-visible`; `unsupported` for the dialect of another platform; `invalid` when Redshift has no such view, with
 *   the reason
 */
export async function showView(
  store: WorldStore,
  ports: Ports,
  {
    user,
    view,
    dialect,
  }: { readonly user: string; readonly view: ViewName; readonly dialect?: Dialect | undefined },
): Promise<string> {
  const dataSourceName = dataSourceOf(view);
  const asked = { userName: user, dataSourceName, at: ports.now() };
  const decided = await decideFor(ports, asked, { for: 'show', client: 'operator' });
  const platform = decided.facts.dataSource?.platform;
  if (decided.decision.kind === 'hidden' || platform === undefined) throw noSuchView(view);
  if (dialect !== undefined && dialect !== platform) {
    const name = dialectName[platform];
    throw new Refusal(
      'unsupported',
      `data source '${dataSourceName}' is a table of ${name}: its view is in ${name}'s SQL`,
    );
  }
  if (platform === 'trino') return viewOf(ports, decided, user, view).sql;
  const { schemas } = redshiftConfig.parse({});
  const { definition, problem } = (await redshiftViewOf(store, ports, dataSourceName, schemas.system)) ?? {};
  if (definition !== undefined) {
    return createView([view.schema, view.name], printed(definition.query), definition.lateBinding);
  }
  throw new Refusal(
    'invalid',
    `data source '${dataSourceName}' has no view on Redshift: ${problem ?? 'it is not open'}`,
  );
}
