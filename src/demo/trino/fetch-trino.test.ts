import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Environment } from './environment.js';
import { fetchTrino } from './fetch-trino.js';

let root: string;
let env: Environment;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'scrim-fetch-'));
  env = { PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}`, SCRIM_CACHE: join(root, 'cache') };
  await mkdir(join(root, 'bin'));
});

afterEach(() => rm(root, { recursive: true }));

/** A Maven that answers `--version`, and otherwise does what the script says with $REPOSITORY. */
async function maven(script: string): Promise<void> {
  const text = `#!/bin/sh
[ "$1" = --version ] && exit 0
for argument in "$@"; do
  case "$argument" in -Dmaven.repo.local=*) REPOSITORY="\${argument#*=}";; esac
done
${script}
`;
  await writeFile(join(root, 'bin/mvn'), text);
  await chmod(join(root, 'bin/mvn'), 0o755);
}

/** An archive as small as can be: one plugin that is kept, hard-linked to one that is not. */
async function archive(): Promise<string> {
  const server = join(root, 'made/trino-server-476');
  await mkdir(join(server, 'lib'), { recursive: true });
  await mkdir(join(server, 'plugin/accumulo'), { recursive: true });
  await mkdir(join(server, 'plugin/tpch'));
  await writeFile(join(server, 'lib/io.trino_trino-main-476.jar'), 'main');
  await writeFile(join(server, 'plugin/accumulo/shared.jar'), 'shared');
  execFileSync('ln', [join(server, 'plugin/accumulo/shared.jar'), join(server, 'plugin/tpch/shared.jar')]);
  const file = join(root, 'server.tar.gz');
  execFileSync('tar', ['-czf', file, '-C', join(root, 'made'), 'trino-server-476']);
  return file;
}

const deliver = (file: string): string => `
folder="$REPOSITORY/io/trino/trino-server/476"
mkdir -p "$folder" && cp '${file}' "$folder/trino-server-476.tar.gz"`;

describe('fetchTrino', () => {
  it('unpacks the whole archive, keeps the plugins that are needed, and shows how far it is', async () => {
    await maven(deliver(await archive()));
    const lines: string[] = [];
    const home = await fetchTrino({ env, onProgress: (line) => lines.push(line) });
    expect(home).toBe(join(root, 'cache/trino-server-476'));
    expect(await readdir(join(home, 'plugin'))).toEqual(['tpch']);
    expect(await readFile(join(home, 'plugin/tpch/shared.jar'), 'utf8')).toBe('shared');
    expect(await readdir(join(root, 'cache'))).toEqual(['trino-server-476']);
    expect(lines).toEqual([
      'fetching Trino 476: 0 MB of 821 MB, 0 s',
      'unpacking Trino 476: 0 MB of 0 MB, 0 s',
    ]);
  });

  it('says what Maven said, and leaves nothing behind', async () => {
    await maven("echo '[INFO] noise'; echo '[ERROR] the archive is nowhere'; echo '[ERROR] help'; exit 1");
    await expect(fetchTrino({ env, onProgress: () => undefined })).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'Trino 476 could not be downloaded: mvn ended with 1: the archive is nowhere',
    });
    expect(await readdir(join(root, 'cache'))).toEqual([]);
  });

  it('leaves nothing behind when the archive is broken', async () => {
    await writeFile(join(root, 'broken'), 'not an archive');
    await maven(deliver(join(root, 'broken')));
    await expect(fetchTrino({ env, onProgress: () => undefined })).rejects.toMatchObject({
      message: expect.stringMatching(/^Trino 476 could not be downloaded: tar ended with 2: /),
    });
    expect(await readdir(join(root, 'cache'))).toEqual([]);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    await maven(`${deliver(await archive())}; exec sleep 60`);
    const interrupt = new AbortController();
    const fetching = fetchTrino({ env, onProgress: () => undefined, signal: interrupt.signal });
    setTimeout(() => {
      interrupt.abort();
    }, 300);
    await expect(fetching).rejects.toMatchObject({
      message: 'Trino 476 could not be downloaded: interrupted',
    });
    expect(await readdir(join(root, 'cache'))).toEqual([]);
  });

  it('removes what a killed fetch left behind, and nothing of one that still works', async () => {
    await maven(deliver(await archive()));
    const dead = execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }).trim();
    await mkdir(join(root, 'cache', `fetch-${dead}-abc`), { recursive: true });
    await mkdir(join(root, 'cache', `fetch-${process.pid}-abc`));
    await fetchTrino({ env, onProgress: () => undefined });
    expect(await readdir(join(root, 'cache'))).toEqual([`fetch-${process.pid}-abc`, 'trino-server-476']);
  });

  it('says that Maven is missing', async () => {
    await expect(
      fetchTrino({ env: { ...env, PATH: join(root, 'bin') }, onProgress: () => undefined }),
    ).rejects.toMatchObject({
      kind: 'unavailable',
      message:
        "Trino 476 is downloaded with Maven, but 'mvn' is missing or finds no Java. " +
        'Install Maven, or set TRINO_HOME to an unpacked Trino server.',
    });
  });
});
