import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import { redshiftConfig } from '../../redshift/config.js';
import { createView } from '../../redshift/statements.js';
import type { World } from '../../world/world-store.js';
import { decideFor } from '../decisions/decide.js';
import { viewOf } from './load-view.js';
import type { Ports } from './ports.js';
import { dataSourceOf, noSuchView, viewNameOf } from './view-name.js';
import type { ViewName } from './view-name.js';
import type { Dialect } from '../../sql/dialect.js';
import { dialectName } from '../../sql/print/unsupported.js';
import { redshiftViewOf } from '../redshift/redshift-desired.js';
import { platforms } from '../../model/platforms.js';
import { dataSourceName, principalName } from '../../model/names.js';
import { asOf, toldOfPast, worldOfThen } from '../what-if/as-of.js';
import { supposingPerson } from '../what-if/supposing.js';
import { aboutPerson } from '../what-if/suppositions.js';
import { useCase } from '../use-case.js';

/**
 * The SQL of the view by which a person reads a data source: on Trino made for them, on Redshift the one that is pushed for all,
 * under the schemas that scrim has there when nobody says otherwise.
 *
 * @param dialect that of the data source's platform, when it is not said
 * @throws Refusal `not-visible`; `unsupported` for the dialect of another platform; `invalid` when Redshift has no such view, with
 *   the reason
 */
export async function showView(
  store: World,
  ports: Ports,
  {
    user,
    view,
    dialect,
  }: { readonly user: string; readonly view: ViewName; readonly dialect?: Dialect | undefined },
): Promise<string> {
  const name = dataSourceOf(view);
  const asked = { userName: user, dataSourceName: name, at: ports.now() };
  const decided = await decideFor(ports, asked, { for: 'show', client: 'operator' });
  const platform = decided.source.dataSource?.platform;
  if (decided.decision.kind === 'hidden' || platform === undefined) throw noSuchView(view);
  if (dialect !== undefined && dialect !== platform) {
    const spoken = dialectName[platform];
    throw new Refusal(
      'unsupported',
      `data source '${name}' is a table of ${spoken}: its view is in ${spoken}'s SQL`,
    );
  }
  switch (platform) {
    case 'trino':
      return viewOf(ports, decided, user, view).sql;
    case 'redshift': {
      const { schemas } = redshiftConfig.parse({});
      const { definition, problem } = (await redshiftViewOf(store, ports, name, schemas.system)) ?? {};
      if (definition !== undefined) {
        return createView([view.schema, view.name], definition.query, definition.lateBinding);
      }
      throw new Refusal(
        'invalid',
        `data source '${name}' has no view on Redshift: ${problem ?? 'it is not open'}`,
      );
    }
  }
}

/** The SQL by which a user reads a data source, in the dialect of its platform. @see showView */
export const viewUseCase = useCase({
  name: 'view',
  whoMay: 'administrator',
  input: z.strictObject({
    user: principalName('a user name').optional(),
    dataSource: dataSourceName,
    dialect: z.enum(platforms).optional(),
    asOf,
    ...aboutPerson,
  }),
  run: async (administration, { user: named, dataSource, dialect, asOf, ...suppositions }) => {
    const then = await worldOfThen(administration, asOf, suppositions.suppose.at !== undefined);
    const on = await supposingPerson(then, { user: named, ...suppositions });
    const { store, ports, user } = on;
    return {
      user,
      sql: await showView(store, ports, { user, dialect, view: viewNameOf(dataSource) }),
      ...(await toldOfPast(administration.history, then, on.told, user)),
    };
  },
});
