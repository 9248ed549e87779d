import { z } from 'zod';

import type { World } from '../../world/world-store.js';
import { dataSourceName, formatDataSourceName, principalName } from '../../model/names.js';
import { present } from '../../model/present.js';
import { defaultSettings } from '../../model/settings.js';
import { platformTraits } from '../../platforms/index.js';
import { considerPolicy } from '../../policy/consider-policy.js';
import { nobody } from '../../policy/policy-problems.js';
import { finder, gatherSources } from '../../policy/sources/gather-sources.js';
import { policiesIn, strictestView } from '../../policy/strictest-view.js';
import type { Ports } from './ports.js';
import { bindView } from '../../platforms/trino/view-compiler.js';
import { print } from '../../sql/print/print.js';
import { icebergColumn } from '../../types/iceberg-column.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';
import { appliedChange } from '../world/apply-world.js';

/** Of which data sources the views are wanted, and for whom. */
const trinoViewsInput = z.strictObject({
  user: principalName('a user name').meta({
    description: 'the user that will run them: a view is bound to one person',
  }),
  dataSources: z.array(dataSourceName).optional().meta({ description: 'only these data sources' }),
  changes: z.array(appliedChange).optional().meta({
    description: 'only what such a change can have touched',
  }),
});
/** @see trinoViewsInput */
export type TrinoViewsInput = InputOf<typeof trinoViewsInput>;

/** A view that Trino should take. */
export interface TrinoView {
  readonly dataSource: string;
  readonly sql: string;
  /** The policies whose masks and filters are in it; none in the view that shows everything. */
  readonly policies: readonly string[];
  /** In the view that shows everything: the types that its columns must be coercible to. */
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
}

/** Kinds of objects that can touch every view. */
const everywhere: ReadonlySet<string> = new Set(['settings', 'lookupTable', 'tag']);

/**
 * Two views of each data source on Trino: one in clear, and one with every mask and row filter that policies ask of anybody. What
 * Trino refuses of these it refuses of the views that people get.
 */
export async function trinoViews(
  store: World,
  ports: Ports,
  { user, dataSources: names, changes }: TrinoViewsInput,
): Promise<readonly TrinoView[]> {
  const { result } = await store.snapshot(async (reader) => ({
    settings: (await reader.get('settings', 'settings')) ?? defaultSettings,
    lookupTables: await reader.all('lookupTable'),
    dataSources: await reader.all('dataSource'),
    policies: await reader.all('policy'),
  }));
  const { settings, lookupTables, dataSources, policies } = result;
  const find = finder(dataSources);
  const changed = (kind: string): ReadonlySet<string> =>
    new Set(changes?.filter((change) => change.kind === kind).map(({ key }) => key));
  const [changedSources, changedPolicies] = [changed('dataSource'), changed('policy')];
  const all = changes?.some(({ kind }) => everywhere.has(kind)) ?? true;

  return dataSources
    .filter(({ platform, enabled, gone }) => platform === 'trino' && enabled && gone !== true)
    .flatMap((dataSource): readonly TrinoView[] => {
      const name = formatDataSourceName(dataSource);
      if (names !== undefined && !names.includes(name)) return [];
      const sources = gatherSources(dataSource, find);
      const facts = { settings, lookupTables, sources, platforms: platformTraits };
      const read = [dataSource, ...[...facts.sources.values()].flat()];
      const isTouched =
        all ||
        read.some((one) => changedSources.has(formatDataSourceName(one))) ||
        policies.some(
          (policy) =>
            changedPolicies.has(policy.name) &&
            read.some((one) => {
              const { candidates, filters } = considerPolicy(policy, one, nobody(one, [policy], facts));
              return candidates.length + filters.length > 0;
            }),
        );
      if (!isTouched) return [];
      const clear = strictestView(dataSource, [], facts);
      const strict = strictestView(dataSource, policies, facts);
      const sqlOf = (decision: NonNullable<typeof clear>): string =>
        bindView(ports.views.compile(dataSource, decision, settings), user).sql;
      return [
        ...(clear === undefined
          ? []
          : [
              {
                dataSource: name,
                sql: sqlOf(clear),
                policies: [],
                columns: present(dataSource).columns.flatMap((column) => {
                  const type = platformTraits.trino.typeOf(column);
                  const decision = type && icebergColumn(type);
                  return decision === undefined || decision.kind === 'hidden'
                    ? []
                    : [{ name: column.name, type: print(decision.trino, 'trino') }];
                }),
              },
            ]),
        ...(strict === undefined || policiesIn(strict).length === 0
          ? []
          : [{ dataSource: name, sql: sqlOf(strict), policies: policiesIn(strict) }]),
      ];
    });
}

/** Views that a Trino should take: of each data source one in clear, and one with all masks and filters. @see trinoViews */
export const trinoViewsUseCase = useCase({
  name: 'trinoViews',
  whoMay: 'administrator',
  input: trinoViewsInput,
  run: ({ store, ports }, input) => trinoViews(store, ports, input),
});
