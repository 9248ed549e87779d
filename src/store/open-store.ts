import { readdir } from 'node:fs/promises';

import type { ArchiveLedger } from '../audit/archive/ledger.js';
import type { AuditStore } from '../audit/audit-store.js';
import type { ExportPositions } from '../audit/export-position.js';
import { Refusal } from '../base/refusal.js';
import { errorMessage, openFilesProblem, systemErrorCode } from '../base/system-error.js';
import type { Directory } from '../world/directory.js';
import type { History } from '../world/history.js';
import type { Finder } from '../world/stored-objects.js';
import type { WorldStore } from '../world/world-store.js';
import type { Outbox } from '../world/outbox.js';
import type { WebhookQueue } from '../webhooks/queue.js';
import type { ApiKeyStore } from '../identity/api-key.js';
import { createPast } from './as-of.js';
import { createApiKeyStore } from './api-keys.js';
import { createArchiveLedger } from './audit/archive-ledger.js';
import { createAuditStore } from './audit/audit-store.js';
import { createExportPositions } from './audit/export-positions.js';
import { connect, isServer } from './connect.js';
import type { Connections } from './connect.js';
import { createDirectory } from './directory.js';
import { findObjects } from './find-objects.js';
import { createHistory } from './history.js';
import { createKyselyStore } from './kysely-store.js';
import { migrate } from './migrate.js';
import { createOutbox } from './outbox.js';
import { createWebhookQueue } from './webhook-queue.js';

/** The world, and the other data in the store. */
export interface Store extends WorldStore, Finder {
  readonly apiKeys: ApiKeyStore;
  readonly history: History;
  readonly outbox: Outbox;
  readonly webhooks: WebhookQueue;
  readonly directory: Directory;
  readonly audit: AuditStore;
  readonly archive: ArchiveLedger;
  /** How far exports of the audit are. */
  readonly exports: ExportPositions;
}

export { isFolder } from './connect.js';

/** Whether a folder has no store yet: it does not exist, or is empty. */
export async function isUnused(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    return systemErrorCode(error) === 'ENOENT';
  }
}

/** The default of the milliseconds that a read waits for a connection, and for each statement. */
const defaultTimeout = 5_000;

/**
 * Opens and migrates the store. Only one process at a time may open a folder: take its lock first
 * (`store/folder-lock.ts`).
 *
 * @param location a folder, `memory:`, or `postgres://USER@HOST:PORT/DATABASE`
 * @param timeout milliseconds that a read waits for a connection, and for each statement
 * @throws Refusal `unavailable`
 */
export async function openStore(
  location: string,
  { timeout = defaultTimeout }: { readonly timeout?: number } = {},
): Promise<Store> {
  let connections: Connections | undefined;
  try {
    connections = await connect(location, timeout);
    const { questions, changes } = connections;
    await migrate(changes);
    const { renew, ...world } = createKyselyStore(connections, { alone: !isServer(location) });
    const audit = createAuditStore(connections);
    return {
      ...world,
      find: (kind, query) => findObjects(questions, kind, query),
      apiKeys: createApiKeyStore(questions),
      history: { ...createHistory(changes), asOf: createPast(changes, world.secret) },
      outbox: createOutbox(changes),
      webhooks: createWebhookQueue(changes),
      directory: createDirectory(questions),
      audit: {
        ...audit,
        async erase(person) {
          const rows = await audit.erase(person);
          // Always: what was erased before it was interrupted may be remembered.
          if (!person.dryRun) await renew();
          return rows;
        },
      },
      archive: createArchiveLedger(changes),
      exports: createExportPositions(changes),
    };
  } catch (error) {
    await connections?.close();
    const name = isServer(location) ? new URL(location).host : location;
    throw new Refusal(
      'unavailable',
      `the store at ${name} cannot be opened: ${rootMessage(error)}`,
      undefined,
      {
        cause: error,
      },
    );
  }
}

/** The message of the innermost cause: the outer errors have more circumstances and less of the cause. */
const rootMessage = (error: unknown): string =>
  error instanceof Error && error.cause !== undefined
    ? rootMessage(error.cause)
    : (openFilesProblem(error) ?? errorMessage(error));
