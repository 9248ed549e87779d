import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { featureVersion, findJava, installFolders } from './find-java.js';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'scrim-java-'));
});

afterEach(() => rm(root, { recursive: true }));

async function install(name: string, release: string | undefined, prints = ''): Promise<string> {
  const home = join(root, name);
  await mkdir(join(home, 'bin'), { recursive: true });
  await writeFile(join(home, 'bin/java'), `#!/bin/sh\necho '${prints}' >&2\n`);
  await chmod(join(home, 'bin/java'), 0o755);
  if (release !== undefined) await writeFile(join(home, 'release'), release);
  return home;
}

const release = (version: string, modules = 'java.base'): string =>
  `IMPLEMENTOR="Someone"\nJAVA_VERSION="${version}"\nMODULES="${modules}"\n`;

describe('findJava', () => {
  it('takes the Java of JAVA_HOME when it is new enough', async () => {
    const home = await install('mine', release('26', 'java.base jdk.incubator.vector'));
    await install('jvm/other', release('25.0.3'));
    expect(await findJava({ JAVA_HOME: home }, [join(root, 'jvm')])).toEqual({
      home,
      version: 26,
      vector: true,
    });
  });

  it('follows the links from PATH to the Java itself', async () => {
    const home = await install('jdk-25', release('25.0.3'));
    await mkdir(join(root, 'bin'));
    await symlink(join(home, 'bin/java'), join(root, 'bin/java'));
    const PATH = `/nowhere:${join(root, 'bin')}`;
    expect(await findJava({ PATH }, [])).toEqual({ home, version: 25, vector: false });
  });

  it('takes the oldest sufficient one of those installed', async () => {
    await install('jvm/java-27', release('27'));
    const home = await install('jvm/java-24', release('24.0.1'));
    await install('jvm/java-17', release('17.0.15'));
    const old = await install('old', release('1.8.0_402'));
    expect(await findJava({ JAVA_HOME: old }, [join(root, 'jvm')])).toMatchObject({ home, version: 24 });
  });

  it('looks into the bundles that macOS installs', async () => {
    const home = await install('jvm/temurin-25.jdk/Contents/Home', release('25'));
    expect(await findJava({}, [join(root, 'jvm')])).toMatchObject({ home });
  });

  it('takes one that was put into the cache folder', async () => {
    const home = await install('cache/java/runtime', release('25.0.2'));
    const folders = installFolders({ HOME: join(root, 'nobody'), SCRIM_CACHE: join(root, 'cache') });
    const own = folders.filter((folder) => folder.startsWith(root));
    expect(await findJava({}, own)).toEqual({ home, version: 25, vector: false });
  });

  it('asks a Java without a release file for its version', async () => {
    const home = await install('bare', undefined, 'openjdk version "25.0.1" 2025-10-21');
    expect(await findJava({ JAVA_HOME: home, PATH: process.env['PATH'] }, [])).toMatchObject({ version: 25 });
  });

  it('says what it found when that is too old', async () => {
    const home = await install('jvm/java-17', release('17.0.15'));
    await expect(findJava({}, [join(root, 'jvm')])).rejects.toMatchObject({
      kind: 'unavailable',
      message:
        `Trino needs Java 24 or newer, and only Java 17 (${home}) was found. ` +
        'Install one (for example Eclipse Temurin 25), or set JAVA_HOME to an installed one.',
    });
  });

  it('says that there is none', async () => {
    await expect(findJava({ JAVA_HOME: '/nowhere' }, ['/nowhere'])).rejects.toMatchObject({
      message:
        'Trino needs Java 24 or newer, and none was found. ' +
        'Install one (for example Eclipse Temurin 25), or set JAVA_HOME to an installed one.',
    });
  });
});

describe('featureVersion', () => {
  it.each([
    ['25.0.3', 25],
    ['24', 24],
    ['26-ea', 26],
    ['1.8.0_402', 8],
    ['unknown', undefined],
  ])('%s', (text, version) => {
    expect(featureVersion(text)).toBe(version);
  });
});
