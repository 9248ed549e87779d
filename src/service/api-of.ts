import type { Config } from '../config/config.js';
import type { ApiServices } from '../http/api/routes.js';
import type { OnFailure } from '../http/failed-request.js';
import type { Ports } from '../requests/ports.js';
import type { Store } from '../store/open-store.js';
import { actorsOf } from './actors-of.js';

/** What the API is served from; undefined where the configuration serves none. */
export function apiOf(
  { api, limits }: Pick<Config, 'api' | 'limits'>,
  store: Store,
  ports: Ports,
  onFailure: OnFailure,
): ApiServices | undefined {
  if (!api.enabled) return undefined;
  const { history, apiKeys } = store;
  return {
    administration: { store, ports, history, apiKeys },
    actorOf: actorsOf({ api }, store, ports),
    limits: { body: limits.bodyBytes, importBytes: limits.bodyBytes, importLines: api.importLines },
    onFailure,
  };
}
