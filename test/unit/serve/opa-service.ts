import { stringify } from 'yaml';
import type { z } from 'zod';

import { configFile } from '../../../src/config/config.js';
import type { OpaEndpoint } from '../../../src/http/opa/closed-answer.js';
import type { worldFile } from '../../../src/model/world.js';
import { createLogger } from '../../../src/serve/create-logger.js';
import { startService } from '../../../src/serve/start-service.js';

/** The secret of the cluster `main` in tests; no log may contain it. */
export const opaSecret = 'marked-secret-of-main';

const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'region', type: 'varchar' },
  { name: 'ssn', type: 'varchar(11)' },
];
const world: z.input<typeof worldFile> = {
  settings: { definer: 'scrim_owner' },
  users: [{ name: 'ann', attributes: { region: ['EU'] } }, { name: 'out' }],
  dataSources: [{ schema: 'hr', name: 'people', table: 'lake.hr.people', columns }],
  subscriptions: [{ dataSource: 'hr.people', subscriber: { user: 'ann' } }],
  policies: [
    {
      name: 'regions',
      dataSource: 'hr.people',
      rules: [
        { rows: { column: { name: 'region' }, in: { attribute: 'region' } } },
        { mask: { type: 'null' }, columns: { names: ['ssn'] } },
      ],
    },
  ],
};

const table = { catalogName: 'lake', schemaName: 'hr', tableName: 'people' };

/** A question to each endpoint that shows something of the table to a user. */
export const questions: Readonly<Record<OpaEndpoint, (user: string) => string>> = {
  allow: (user) =>
    bodyOf(user, { operation: 'SelectFromColumns', resource: { table: { ...table, columns: ['id'] } } }),
  batch: (user) => bodyOf(user, { operation: 'FilterTables', filterResources: [{ table }] }),
  rows: (user) => bodyOf(user, { operation: 'GetRowFilters', resource: { table } }),
  mask: (user) => bodyOf(user, { operation: 'GetColumnMask', resource: columnOf(columns[0]) }),
  masks: (user) => bodyOf(user, { operation: 'GetColumnMask', filterResources: columns.map(columnOf) }),
};

const columnOf = (column: { readonly name: string; readonly type: string } | undefined) => ({
  column: { ...table, columnName: column?.name, columnType: column?.type },
});

const bodyOf = (user: string, action: object): string =>
  JSON.stringify({
    input: {
      context: { identity: { user, groups: [] }, softwareStack: { trinoVersion: '476' } },
      action,
    },
  });

/** The answer that shows nothing, to a question about so many columns; 0 for a question that cannot be read. */
export const closedResult = (endpoint: OpaEndpoint, count: number): unknown =>
  ({
    allow: false,
    batch: [],
    rows: [{ expression: 'false' }],
    mask: { expression: 'NULL' },
    masks: (count === 0 ? [2_147_483_647] : Array.from({ length: count }, (_, index) => index)).map(
      (index) => ({
        index,
        viewExpression: { expression: 'NULL' },
      }),
    ),
  })[endpoint];

/** A running service with a world, which answers Trino's access control. */
export async function opaService(
  store: string,
  given: z.input<typeof configFile> = {},
  catalogs: Readonly<Record<string, 'inPlace' | 'open' | 'upstream'>> = { lake: 'inPlace' },
  upstream?: { readonly allow: string; readonly timeout?: number },
) {
  const lines: string[] = [];
  const config = configFile.parse({
    clients: [{ id: 'trino', secret: 'a secret of the catalog' }],
    opa: { clusters: [{ name: 'main', secret: opaSecret, catalogs, upstream }] },
    ...given,
    port: 0,
  });
  const logger = createLogger({ ...config, logLevel: 'info' }, { write: (line) => lines.push(line) });
  const service = await startService({ port: 0, store, config, env: {}, logger });
  const files = [{ name: 'world.yaml', text: stringify(world) }];
  const applied = await service.operations.apply({ files, prune: true, actor: 'test' });
  if ('errors' in applied) throw new Error(applied.errors.join('\n'));
  return {
    service,
    lines,
    /** Asks as Trino does. @returns the status and the parsed result */
    async ask(endpoint: OpaEndpoint, body: string | Buffer): Promise<readonly [number, unknown]> {
      const response = await fetch(`${service.url}/opa/main/${opaSecret}/${endpoint}`, {
        method: 'POST',
        body,
      });
      return [response.status, ((await response.json()) as { readonly result: unknown }).result];
    },
  };
}
