import { Refusal } from '../../base/refusal.js';
import { fetchTrino } from './fetch-trino.js';
import type { FetchOptions } from './fetch-trino.js';
import { findJava } from './find-java.js';
import type { Java } from './find-java.js';
import { findTrino } from './find-trino.js';
import { findContainerEngine } from './find-container-engine.js';
import type { ContainerEngine } from './find-container-engine.js';
import { trinoVersion } from './trino-version.js';

/** The means to run a Trino here: a server and a Java for it, or a container engine. */
export type TrinoMeans =
  | { readonly kind: 'process'; readonly home: string; readonly java: Java }
  | { readonly kind: 'container'; readonly engine: ContainerEngine };

/**
 * Finds what it takes to run Trino on this machine, and fetches the server when it is not there yet. A container is
 * the second choice: it is slower to fetch, and not everyone may start one.
 *
 * @throws Refusal `unavailable` that says what to install
 */
export async function provideTrino(options: FetchOptions): Promise<TrinoMeans> {
  const { env } = options;
  try {
    const java = await findJava(env);
    return { kind: 'process', home: (await findTrino(env)) ?? (await fetchTrino(options)), java };
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'unavailable' || options.signal?.aborted === true) {
      throw error;
    }
    const engine = await findContainerEngine(env);
    if (engine !== undefined) return { kind: 'container', engine };
    throw new Refusal(
      'unavailable',
      `${error.message} Or start Docker (not a rootless one) or Podman: Trino ${trinoVersion} then runs from its image.`,
      undefined,
      { cause: error },
    );
  }
}
