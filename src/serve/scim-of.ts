import type { Config } from '../config/config.js';
import type { ScimServices } from '../http/scim/routes.js';
import type { Ports } from '../use-cases/views/ports.js';
import { attributeMapping } from '../scim/attribute-mapping.js';
import type { Store } from '../store/open-store.js';
import { actorsOf } from './actors-of.js';

/** What SCIM depends on; undefined if it is not configured. */
export function scimOf(
  { api, scim, limits }: Pick<Config, 'api' | 'scim' | 'limits'>,
  store: Store,
  ports: Ports,
  onFailure: ScimServices['onFailure'],
): ScimServices | undefined {
  if (!scim.enabled) return undefined;
  return {
    context: { store, directory: store.directory, mapping: attributeMapping(scim.attributes) },
    actorOf: actorsOf({ api }, store, ports),
    now: ports.now,
    bodyLimit: limits.bodyBytes,
    onFailure,
  };
}
