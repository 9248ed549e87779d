import { Refusal } from '../../base/refusal.js';
import { fetchTrino } from './fetch-trino.js';
import type { FetchOptions } from './fetch-trino.js';
import { findJava } from './find-java.js';
import type { Java } from './find-java.js';
import { findTrino } from './find-trino.js';
import { findContainerEngine } from './find-container-engine.js';
import type { ContainerEngine } from './find-container-engine.js';
import { trinoVersion } from './trino-version.js';

/** A way to run Trino on this machine: a server and a Java, or a container engine. */
export type TrinoMeans =
  | { readonly kind: 'process'; readonly home: string; readonly java: Java }
  | { readonly kind: 'container'; readonly engine: ContainerEngine };

/**
 * Finds a way to run Trino on this machine, and downloads the server if necessary. A container is
 * the second choice: its download is slower, and not everybody may start one.
 *
 * @throws Refusal `unavailable` with what to install
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
