import { askTool } from './ask-tool.js';
import type { Environment } from './environment.js';

/**
 * How a container reaches a service on this machine's 127.0.0.1. Otherwise scrim would have to listen on an address that others
 * can reach. On Linux the container shares the machine's network (`host`). Elsewhere containers run in a virtual machine, and a
 * host name leads out of it (`gateway`).
 */
export type ContainerNetwork = 'host' | 'gateway';

/** A container engine whose daemon runs. */
export interface ContainerEngine {
  readonly command: 'docker' | 'podman';
  readonly network: ContainerNetwork;
}

/** The command for each engine that shows whether its daemon runs, and where its containers run. */
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
 * @param info the engine's answer; it begins with its version if its daemon runs
 * @returns undefined if containers cannot reach 127.0.0.1, as with a rootless Docker
 */
export function networkOf(info: string, platform: NodeJS.Platform): ContainerNetwork | undefined {
  if (!/^\s*\d/.test(info)) return undefined;
  if (platform !== 'linux' || info.includes('Docker Desktop')) return 'gateway';
  return info.includes('name=rootless') ? undefined : 'host';
}
