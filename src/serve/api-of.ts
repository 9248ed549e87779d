import type { Logger } from 'pino';

import type { Config } from '../config/config.js';
import type { ConfiguredArchive } from '../audit/archive/archiving.js';
import { followTokens } from '../use-cases/identity/follow-tokens.js';
import type { ApiServices } from '../http/api/routes.js';
import type { OnFailure } from '../http/failed-request.js';
import type { Ports } from '../use-cases/views/ports.js';
import type { Store } from '../store/open-store.js';
import { administrationOf } from '../use-cases/world/context.js';
import { actorsOf } from './actors-of.js';

/** What the API depends on; undefined if it is not configured. */
export function apiOf(
  { api, limits }: Pick<Config, 'api' | 'limits'>,
  store: Store,
  ports: Ports,
  {
    onFailure,
    logger,
    archive,
  }: {
    readonly onFailure: OnFailure;
    readonly logger: Pick<Logger, 'warn' | 'info'>;
    readonly archive?: ConfiguredArchive | undefined;
  },
): ApiServices | undefined {
  if (!api.enabled) return undefined;
  const { directory } = store;
  const follow = followTokens({
    ...{ store, directory, world: ports.world, now: ports.now },
    warn: (issuer, message) => logger.warn({ issuer }, message),
  });
  return {
    administration: administrationOf(store, ports, archive),
    actorOf: actorsOf({ api }, store, ports, follow),
    limits: { body: limits.bodyBytes, importBytes: api.importBytes, importLines: api.importLines },
    onFailure,
    onProgress: (operation, { phase, lines }) =>
      logger.info({ operation, phase, lines }, `import: ${lines} lines ${phase}`),
  };
}
