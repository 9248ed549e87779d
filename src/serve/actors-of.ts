import type { Config } from '../config/config.js';
import type { ApiServices } from '../http/api/routes.js';
import { createActorCheck } from '../identity/authenticate-actor.js';
import type { BelievedToken } from '../identity/authenticate-actor.js';
import { refusingAbsent } from '../identity/refuse-absent.js';
import type { Ports } from '../use-cases/views/ports.js';
import type { Store } from '../store/open-store.js';

/**
 * Identifies the actors of the API and of SCIM.
 * @param follow called with each verified token
 */
export const actorsOf = (
  { api }: Pick<Config, 'api'>,
  { apiKeys }: Pick<Store, 'apiKeys'>,
  { world, now }: Pick<Ports, 'world' | 'now'>,
  follow?: (token: BelievedToken<Config['api']['issuers'][number]>) => Promise<void>,
): ApiServices['actorOf'] =>
  refusingAbsent(createActorCheck({ keys: apiKeys, issuers: api.issuers, now, follow }), (name) =>
    world.ask((look) => {
      const user = look({ entry: 'user', name });
      if (user === undefined) return 'missing';
      return user.active === false ? 'inactive' : 'active';
    }),
  );
