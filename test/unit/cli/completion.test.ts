import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { commandPaths, commands } from './commands.js';
import { runCommand } from './run-command.js';

const isInstalled = (shell: string): boolean => {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** How each shell is asked what a line, whose last word is being typed, can become. */
const ask: Readonly<Record<string, (script: string, words: readonly string[]) => readonly string[]>> = {
  bash: (script, words) => [
    '--norc',
    '-c',
    'source "$1"; shift; complete -p scrim >&2; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _scrim; printf "%s\\n" "${COMPREPLY[@]}"',
    'bash',
    script,
    // Bash takes = for a word of its own.
    ...words.flatMap((word) => word.split(/(=)/).filter((part, index) => index === 0 || part !== '')),
  ],
  zsh: (script, words) => [
    '-fc',
    `compdef() { }
    compset() { }
    keep() { local one; for one in "$@"; do [[ $one == "\${prefix}"* ]] && print -r -- "$one"; done; return 0 }
    _describe() { local name=\${@[-1]}; keep "\${(@)\${(@P)name}%%:*}" }
    compadd() { shift; keep "$@" }
    _files() { keep "\${prefix}"*(N) }
    source "$1"; shift; words=("$@"); CURRENT=$#; prefix=\${words[CURRENT]##*=}; _scrim || true`,
    'zsh',
    script,
    ...words,
  ],
  fish: (script, words) => [
    '--no-config',
    '-c',
    'source $argv[1]; complete -C $argv[2] | string split -f1 \\t | string replace -r ".*=" ""; true',
    script,
    words.join(' '),
  ],
};
const shells = Object.keys(ask).filter(isInstalled);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-completion-'));
  await writeFile(join(folder, 'my world.yaml'), '');
});
afterAll(() => rm(folder, { recursive: true }));

it('is tried in bash at least', () => {
  expect(shells).toContain('bash');
});

describe.each(shells)('the script for %s', (shell) => {
  let script: string;
  beforeAll(async () => {
    script = join(folder, `${shell}.txt`);
    await writeFile(script, (await runCommand('test', ['completion', shell])).out);
  });
  const complete = async (...words: readonly string[]): Promise<readonly string[]> => {
    const args = ask[shell]?.(script, words) ?? [];
    const { stdout } = await promisify(execFile)(shell, args, { cwd: folder });
    return [...new Set(stdout.split('\n').filter((line) => line !== ''))].sort();
  };

  it('completes commands, and those below them', async () => {
    expect(await complete('scrim', 'red')).toEqual(['redshift']);
    expect(await complete('scrim', '')).toEqual([...new Set(commandPaths.map(([name]) => name))].sort());
    expect(await complete('scrim', 'redshift', 'p')).toEqual(['push']);
    expect(await complete('scrim', 'help', 'red')).toEqual(['redshift']);
    expect(await complete('scrim', 'explain', '')).toEqual([]);
  });

  it('completes every option of every command', async () => {
    for (const path of ['explain', 'redshift push', 'fmt', 'unblock']) {
      const flags = commands.get(path)?.options.flatMap(({ long }) => long ?? []) ?? [];
      expect(flags.length).toBeGreaterThan(2);
      expect(await complete('scrim', ...path.split(' '), '--')).toEqual([...flags, '--help'].sort());
    }
    expect(await complete('scrim', 'serve', '--log-l')).toEqual(['--log-level']);
    expect(await complete('scrim', 'export', '--out', 'x', '--fo')).toEqual(['--format']);
  });

  it('completes the values that an option has', async () => {
    expect(await complete('scrim', 'export', '--format', '')).toEqual(['json', 'yaml']);
    expect(await complete('scrim', 'export', '--format', 'j')).toEqual(['json']);
    expect(await complete('scrim', 'export', '--format=j')).toEqual(['json']);
    expect(await complete('scrim', 'tags', 'proposed', '--status', 'a')).toEqual(['accepted']);
    expect(await complete('scrim', 'completion', 'z')).toEqual(['zsh']);
    expect(await complete('scrim', 'explain', '--user', '')).toEqual([]);
  });

  it('completes names of files where a file is expected', async () => {
    const file = expect.stringMatching(/^my(\\)? world\.yaml$/);
    expect(await complete('scrim', 'apply', '-f', 'my')).toEqual([file]);
    expect(await complete('scrim', 'apply', '--file', 'x.yaml', 'my')).toEqual([file]);
    expect(await complete('scrim', 'fmt', 'my')).toEqual([file]);
    expect(await complete('scrim', 'export', '--format', 'json', '--out', 'my')).toEqual([file]);
  });
});

it('refuses other shells', async () => {
  await expect(runCommand('test', ['completion', 'tcsh'])).rejects.toThrow(
    'Allowed choices are bash, zsh, fish',
  );
});
