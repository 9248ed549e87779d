import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { findContainerEngine, networkOf } from './find-container-engine.js';

it.each([
  ['27.5.1 Ubuntu 24.04.2 LTS [name=apparmor name=seccomp,profile=builtin]', 'linux', 'host'],
  ['27.5.1 Docker Desktop [name=seccomp,profile=unconfined]', 'linux', 'gateway'],
  ['27.5.1 Docker Desktop [name=seccomp,profile=unconfined]', 'darwin', 'gateway'],
  ['27.5.1 Ubuntu 24.04.2 LTS [name=seccomp,profile=builtin name=rootless]', 'linux', undefined],
  ['5.4.0\n', 'linux', 'host'],
  ['5.4.0\n', 'darwin', 'gateway'],
  ['  []\nCannot connect to the Docker daemon', 'linux', undefined],
] as const)('an engine that says %j on %s is reached by %s', (info, platform, network) => {
  expect(networkOf(info, platform)).toBe(network);
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-engine-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('takes the first engine that will do', async () => {
  const tool = async (name: string, says: string): Promise<void> => {
    const file = join(folder, name);
    await writeFile(file, `#!/bin/sh\n${says}\n`);
    await chmod(file, 0o755);
  };
  const find = () => findContainerEngine({ PATH: folder }, 'linux');
  expect(await find()).toBeUndefined();
  await tool('podman', 'echo 5.4.0');
  expect(await find()).toEqual({ command: 'podman', network: 'host' });
  await tool('docker', 'echo "27.5.1 Debian [name=rootless]"');
  expect(await find()).toEqual({ command: 'podman', network: 'host' });
  await tool('docker', 'echo "27.5.1 Debian []"');
  expect(await find()).toEqual({ command: 'docker', network: 'host' });
  await tool('docker', 'exit 1');
  expect(await find()).toEqual({ command: 'podman', network: 'host' });
});
