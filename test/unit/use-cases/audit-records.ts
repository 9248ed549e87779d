import { stringify } from 'yaml';
import type { z } from 'zod';

import type { FoundQuery } from '../../../src/audit/audit-store.js';
import type { ReadRow } from '../../../src/audit/query-row.js';
import type { worldFile } from '../../../src/model/world.js';
import type { Store } from '../../../src/store/open-store.js';
import { createPorts } from '../../../src/use-cases/create-ports.js';
import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import { administrationOf } from '../../../src/use-cases/world/context.js';
import type { Administration } from '../../../src/use-cases/world/context.js';
import { queryRow, readRow } from '../../support/audit-records.js';
import { openEmptyStore } from '../test-store.js';

/** A read of a data source through its view, of one column in the clear. */
export const readOf = (dataSource: string, given: Partial<ReadRow> = {}): ReadRow =>
  readRow({
    ...{
      table: dataSource.slice(2),
      dataSource,
      authorization: null,
      revision: 1,
      purposes: [],
      policies: [],
    },
    ...{ columns: [{ name: 'id', shown: 'raw' }], inputRows: null, inputBytes: null },
    ...given,
  });

/** A query that finished. */
export const queryOf = (queryId: string, user: string, at: Date, reads: readonly ReadRow[]): FoundQuery =>
  queryRow({
    ...{ queryId, at, endedAt: at, user, principal: null, client: {}, rows: 1, bytes: 1 },
    ...{ wallSeconds: null, cpuSeconds: null, reads },
  });

/** A store with a world, at a time that the test sets. */
export interface AuditedWorld {
  readonly store: Store;
  readonly administration: Administration;
  readonly clock: { now: Date };
  apply(world: z.input<typeof worldFile>): Promise<void>;
}

/** @see AuditedWorld */
export async function auditedWorld(world: z.input<typeof worldFile>): Promise<AuditedWorld> {
  const store = await openEmptyStore();
  const clock = { now: new Date() };
  const apply = async (given: z.input<typeof worldFile>): Promise<void> => {
    const files = [{ name: 'world.yaml', text: stringify(given) }];
    const applied = await applyWorld(store, { files, prune: true, allowRemovals: true, actor: 'test' });
    if ('errors' in applied) throw new Error(applied.errors.join('\n'));
  };
  await apply(world);
  const ports = { ...(await createPorts(store, () => Promise.resolve())), now: () => clock.now };
  return { store, administration: administrationOf(store, ports), clock, apply };
}
