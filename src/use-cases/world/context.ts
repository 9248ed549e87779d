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
  readonly audit: AuditStore;
}

/** The administration of a store that this process has open. */
export const administrationOf = (
  store: Administration['store'] & Pick<Administration, 'history' | 'apiKeys' | 'webhooks' | 'audit'>,
  ports: Ports,
): Administration => {
  const { history, apiKeys, webhooks, audit } = store;
  return { store, ports, history, apiKeys, webhooks, audit };
};
