import { opaAnswers } from '../../../src/http/opa/answer.js';
import { closedAnswer } from '../../../src/http/opa/closed-answer.js';
import type { OpaEndpoint } from '../../../src/http/opa/closed-answer.js';
import { placeKey } from '../../../src/use-cases/access-control/cluster.js';
import type { Cluster, Mode, Upstream } from '../../../src/use-cases/access-control/cluster.js';
import { createPorts } from '../../../src/use-cases/create-ports.js';
import type { DecisionRecord } from '../../../src/audit/decision-record.js';
import { createWorldCache } from '../../../src/world/world-cache.js';
import type { WorldCacheOptions } from '../../../src/world/world-cache.js';
import type { WorldStore } from '../../../src/world/world-store.js';

/** A cluster of the tests. @param modes by catalog, schema or table, as `lake.hr` */
export const clusterOf = (modes: Readonly<Record<string, Mode>>, upstream?: Upstream): Cluster => ({
  name: 'main',
  views: 'scrim',
  modes: new Map(Object.entries(modes).map(([name, mode]) => [placeKey(name.split('.')), mode])),
  ...(upstream === undefined ? {} : { upstream }),
});

/** What Trino sends about its user and an action. */
const bodyOf = (user: string, action: object): object => ({
  input: {
    context: { identity: { user, groups: ['whatever'] }, softwareStack: { trinoVersion: '476' } },
    action,
  },
});

/** A table, as Trino names it. */
export const tableIn = (name: string, columns?: readonly string[]) => {
  const [catalogName, schemaName, tableName] = name.split('.');
  return { table: { catalogName, schemaName, tableName, ...(columns === undefined ? {} : { columns }) } };
};

/** A column, as Trino names it. */
export const columnIn = (table: string, columnName: string, columnType: string) => ({
  column: { ...tableIn(table).table, columnName, columnType },
});

/**
 * The answers of scrim to a cluster, what was put on record for them, and what failed.
 * @param memory the memory of the world, if it is not the usual one
 */
export async function answering(
  store: WorldStore,
  cluster: Cluster,
  {
    now,
    memory,
    ...options
  }: { readonly cacheBytes?: number; readonly now?: () => Date; readonly memory?: WorldCacheOptions } = {},
) {
  const records: DecisionRecord[] = [];
  const failures: unknown[] = [];
  const record = (one: DecisionRecord): Promise<void> => {
    records.push(one);
    return Promise.resolve();
  };
  const { inMemory, ...ports } = await createPorts(store, record, {
    ...options,
    opa: { clusters: [cluster] },
  });
  const world = memory === undefined ? ports.world : createWorldCache(store, memory);
  const answer = opaAnswers({ ...ports, world, ...(now && { now }) });
  const post = async (endpoint: OpaEndpoint, question: unknown, by = cluster): Promise<unknown> => {
    const body = Buffer.from(JSON.stringify(question) ?? '');
    const text = await answer(by, endpoint, body, 'r1').catch((error: unknown) => {
      failures.push(error);
      return closedAnswer(endpoint, body);
    });
    return (JSON.parse(text) as { readonly result: unknown }).result;
  };
  const ask = (endpoint: OpaEndpoint, user: string, action: object): Promise<unknown> =>
    post(endpoint, bodyOf(user, action));
  return {
    records,
    failures,
    inMemory,
    post,
    ask,
    allows: (user: string, operation: string, resource?: object, more: object = {}): Promise<unknown> =>
      ask('allow', user, { operation, ...(resource === undefined ? {} : { resource }), ...more }),
    rows: (user: string, table: string): Promise<unknown> =>
      ask('rows', user, { operation: 'GetRowFilters', resource: tableIn(table) }),
    masks: (user: string, table: string, columns: Readonly<Record<string, string>>): Promise<unknown> =>
      ask('masks', user, {
        operation: 'GetColumnMask',
        filterResources: Object.entries(columns).map(([name, type]) => columnIn(table, name, type)),
      }),
  };
}
