import type { ClusterConfig } from '../config/opa.js';
import { readPlace } from '../config/opa-places.js';
import type { Config } from '../config/config.js';
import { createUpstream } from '../http/opa/upstream.js';
import type { AskingCluster } from '../http/opa/recognize.js';
import { placeKey } from '../use-cases/access-control/cluster.js';
import type { Cluster, Mode } from '../use-cases/access-control/cluster.js';
import { readSecret } from './read-secret.js';

/** A shorter secret can be guessed. */
const shortest = 16;

/** What a cluster reads without a mode. */
const systemCatalog = 'system';

/**
 * The clusters of a configuration.
 * @param warn called with what is accepted and probably not meant
 * @throws Refusal `invalid` if a secret cannot be read
 */
export const opaOf = (
  { opa }: Pick<Config, 'opa'>,
  env: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void,
): Promise<readonly AskingCluster[]> =>
  Promise.all(
    (opa?.clusters ?? []).map(async (given) => {
      const cluster = clusterOf(given);
      for (const warning of uselessModes(cluster)) warn(warning);
      return { cluster, proof: await proofOf(given, env, warn) };
    }),
  );

async function proofOf(
  given: ClusterConfig,
  env: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void,
): Promise<AskingCluster['proof']> {
  if (given.certificate !== undefined) return { certificate: given.certificate };
  const owner = `OPA cluster '${given.name}'`;
  const secret = await readSecret(owner, given, env);
  if (secret.length < shortest) {
    warn(
      `${owner}: its secret has fewer than ${shortest} characters; make a longer one, for example with openssl rand -hex 24`,
    );
  }
  return { secret };
}

function clusterOf({ name, views, catalogs, schemas, tables, upstream }: ClusterConfig): Cluster {
  const modes = new Map(
    [catalogs, schemas, tables].flatMap((places) =>
      Object.entries(places).map(([place, mode]): [string, Mode] => [placeKey(readPlace(place)), mode]),
    ),
  );
  const [catalog = views] = readPlace(views);
  return {
    ...{ name, views: catalog.toLowerCase(), modes },
    ...(upstream !== undefined && { upstream: createUpstream(upstream) }),
  };
}

/** scrim's own catalog and Trino's catalog `system` have rules of their own. */
function uselessModes({ name, views, modes }: Cluster): readonly string[] {
  const own = [views, systemCatalog].filter((catalog) => modes.has(placeKey([catalog])));
  return own.map(
    (catalog) =>
      `OPA cluster '${name}': the mode of the catalog '${catalog}' has no effect, because it is decided apart`,
  );
}
