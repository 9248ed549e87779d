import { askTool } from './ask-tool.js';
import type { Environment } from './environment.js';

/**
 * How a container reaches a service on this machine's 127.0.0.1, without which scrim would have to listen where others
 * reach it too. On Linux it shares the machine's network (`host`); elsewhere containers live in a virtual machine, and a
 * name leads out of it (`gateway`).
 */
export type ContainerNetwork = 'host' | 'gateway';

/** A container engine that answers: a client without its daemon is of no use. */
export interface ContainerEngine {
  readonly command: 'docker' | 'podman';
  readonly network: ContainerNetwork;
}

/** What each engine is asked: whether it answers at all, and what its containers run in. */
const question: Readonly<Record<ContainerEngine['command'], readonly string[]>> = {
  docker: ['info', '--format', '{{.ServerVersion}} {{.OperatingSystem}} {{.SecurityOptions}}'],
  podman: ['info', '--format', '{{.Version.Version}}'],
};

/** Finds an engine whose containers reach 127.0.0.1 of this machine. */
export async function findContainerEngine(
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): Promise<ContainerEngine | undefined> {
  for (const command of ['docker', 'podman'] as const) {
    const info = await askTool(command, question[command], env);
    const network = info === undefined ? undefined : networkOf(info, platform);
    if (network !== undefined) return { command, network };
  }
  return undefined;
}

/**
 * @param info the engine's answer, which begins with its version when its daemon runs
 * @returns undefined when there is no way: a rootless Docker gives its containers another machine's network
 */
export function networkOf(info: string, platform: NodeJS.Platform): ContainerNetwork | undefined {
  if (!/^\s*\d/.test(info)) return undefined;
  if (platform !== 'linux' || info.includes('Docker Desktop')) return 'gateway';
  return info.includes('name=rootless') ? undefined : 'host';
}
