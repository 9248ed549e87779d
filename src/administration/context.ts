import type { Finder } from '../entitlements/stored-objects.js';
import type { WorldStore } from '../entitlements/world-store.js';
import type { ApiKeyStore } from '../identity/api-key.js';
import type { Ports } from '../requests/ports.js';
import type { History } from './history.js';

/** What the administration of a world needs: the world as it is stored, and the questions that can be asked of it. */
export interface Administration {
  readonly store: WorldStore & Finder;
  readonly ports: Ports;
  readonly history: History;
  readonly apiKeys: ApiKeyStore;
}
