import type { Archiving, ConfiguredArchive } from '../../audit/archive/archiving.js';
import type { ArchiveLedger } from '../../audit/archive/ledger.js';
import { readBoth } from '../../audit/archive/read-both.js';
import type { AuditStore } from '../../audit/audit-store.js';
import type { Finder } from '../../world/stored-objects.js';
import type { World } from '../../world/world-store.js';
import type { ApiKeyStore } from '../../identity/api-key.js';
import type { Ports } from '../views/ports.js';
import type { History } from '../../world/history.js';
import type { WebhookQueue } from '../../webhooks/queue.js';

/** What the administration of a world needs: the stored world, and the ports for queries on it. */
export interface Administration {
  readonly store: World & Finder;
  readonly ports: Ports;
  readonly history: History;
  readonly apiKeys: ApiKeyStore;
  readonly webhooks: WebhookQueue;
  /** What is on record, in the archive too. */
  readonly audit: AuditStore;
  readonly archiving: Archiving;
}

/**
 * The administration of a store that this process has open.
 * @param configured the archive of records, if this process knows of one
 */
export const administrationOf = (
  store: Administration['store'] &
    Pick<Administration, 'history' | 'apiKeys' | 'webhooks' | 'audit'> & { readonly archive: ArchiveLedger },
  ports: Ports,
  configured?: ConfiguredArchive,
): Administration => {
  const { history, apiKeys, webhooks, audit: records, archive: ledger } = store;
  return {
    ...{ store, ports, history, apiKeys, webhooks },
    audit: readBoth(records, ledger, configured?.archive),
    archiving: { records, ledger, configured },
  };
};
