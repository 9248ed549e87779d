import { configFile } from '../../../src/config/config.js';
import { startService } from '../../../src/serve/start-service.js';
import type { RunningService } from '../../../src/serve/start-service.js';
import { pino } from 'pino';
import { stringify } from 'yaml';
import type { z } from 'zod';

import type { worldFile } from '../../../src/model/world.js';
import { live } from './live.js';
import { runAs } from './run-as.js';

/** A scrim at the port that the live Trino's catalog asks. */
export interface ServedScrim extends RunningService {
  /** Applies a world, or fails with its errors. @param options `closing`: also one that closes data sources, as an import does */
  apply(
    world: z.input<typeof worldFile>,
    options?: { readonly prune?: boolean; readonly closing?: boolean },
  ): Promise<void>;
}

/** How a scrim is served. */
export interface ServeOptions {
  /** In seconds; may be shorter than a configuration file allows. */
  readonly tokenLifetime?: number;
  /** In seconds; without effect unless `tokenLifetime` is given. */
  readonly tokenGrace?: number;
  /** Told each line of the log, as JSON. */
  readonly onLog?: (line: string) => void;
}

/** Serves scrim with a world and nothing else. */
export async function serveScrim(
  world: z.input<typeof worldFile>,
  { tokenLifetime, tokenGrace: grace = 0, onLog }: ServeOptions = {},
): Promise<ServedScrim> {
  const { scrimPort, store, clientId, clientSecret, eventsToken: token, definer, administrator } = live();
  const parsed = configFile.parse({
    clients: [{ id: clientId, secret: clientSecret }],
    management: { listener: 'none' },
    audit: { clusters: [{ name: 'main', token, trusted: [definer, administrator] }] },
  });
  const config = tokenLifetime === undefined ? parsed : { ...parsed, tokenLifetime, tokenGrace: grace };
  const logger = pino({ level: onLog === undefined ? 'silent' : 'info' }, { write: (line) => onLog?.(line) });
  const service = await startService({ port: scrimPort, store, config, env: {}, logger });
  const apply: ServedScrim['apply'] = async (objects, { prune = false, closing = false } = {}) => {
    const files = [{ name: 'world.yaml', text: stringify(objects) }];
    const { apply: refusing, importWorld } = service.operations;
    const result = await (closing ? importWorld : refusing)({
      files,
      prune,
      allowRemovals: true,
      actor: 'test',
    });
    if ('errors' in result) throw new Error(result.errors.join('\n'));
  };
  // A scrim that went on serving would keep the store from the next test file.
  await apply(world, { prune: true }).catch(async (error: unknown) => {
    await service.stop();
    throw error;
  });
  await dropStaleConnections();
  return { ...service, apply };
}

/** Trino still holds connections to the scrim that served before; each fails once and is then forgotten. */
async function dropStaleConnections(): Promise<void> {
  const { administrator } = live();
  for (let failed = true; failed;) {
    failed = await runAs(administrator, 'SHOW SCHEMAS FROM scrim').then(
      () => false,
      (error: Error) => error.message.includes('Failed to list namespaces'),
    );
  }
}
