import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

import { commandPaths } from './commands.js';

const inProject = (path: string): URL => new URL(`../../../${path}`, import.meta.url);
const hooks = ['test/live/support/typescript-loader.mjs', 'test/unit/cli/record-modules.mjs'];
const register = `data:text/javascript,import { register } from 'node:module';${hooks
  .map((file) => `register('${inProject(file).href}');`)
  .join('')}`;

/** Runs Node. @returns what it printed, and the packages and the folders of `src` that it loaded */
async function loadedBy(...args: readonly string[]) {
  const child = spawn(process.execPath, ['--import', register, ...args], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const [printed, modules] = await Promise.all([text(child.stdout!), text(child.stdio[3] as Readable)]);
  const found = (pattern: RegExp) =>
    [...new Set([...modules.matchAll(pattern)].map(([, name = '']) => name))].sort();
  return {
    printed,
    packages: found(/\/node_modules\/((?:@[^/]+\/)?[^/]+)\/[^\n]*\n/g),
    folders: found(/\/src\/([^/\n]+)\/[^\n]*\n/g),
  };
}

const helps = commandPaths.map((path) => [...path, '--help']);

/** What options and their texts need. A package or a folder beyond these makes every command start later. */
const light = { packages: ['commander'], folders: ['base', 'cli'] };

it('loads nothing of what commands do to print its version', async () => {
  const { printed, ...loaded } = await loadedBy(fileURLToPath(inProject('src/main.ts')), '--version');
  expect(printed).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(loaded).toEqual(light);
});

/** A process that runs commands which print help, one after another. */
const helpOf = (all: readonly (readonly string[])[]) =>
  loadedBy(
    '--input-type=module',
    '--eval',
    `const { createProgram } = await import('${inProject('src/cli/program.ts').href}');
    const out = (text) => process.stdout.write(text);
    for (const args of ${JSON.stringify(all)}) {
      await createProgram({ env: {}, out, err: out, actor: 'test' }).parseAsync(args, { from: 'user' }).catch((error) => {
        if (error.code !== 'commander.helpDisplayed') throw error;
      });
    }`,
  );

/** Their flags follow from the schema of the configuration. */
const configured = ([name = '']: readonly string[]): boolean => ['config', 'serve'].includes(name);

it('loads nothing of what commands do to print their help', async () => {
  const others = helps.filter((args) => !configured(args));
  const { printed, ...loaded } = await helpOf(others);
  expect(printed.match(/^Usage: scrim .*$/gm)).toHaveLength(others.length);
  expect(loaded).toEqual(light);
});

it('loads the schema of the configuration, and no more, to print the help of commands with its flags', async () => {
  const { printed, packages } = await helpOf(helps.filter(configured));
  expect(printed.match(/--log-level <value>/g)).toHaveLength(2);
  // The schema reads schedules with croner.
  expect(packages).toEqual(['commander', 'croner', 'lru-cache', 'zod']);
});

it.each([
  [['help', 'serve'], 'Usage: scrim serve [options]', '--log-level <value>'],
  [['help', 'redshift', 'push'], 'Usage: scrim redshift push [options] [data-source]', '--dry-run'],
])('prints with %j what --help does', async (args, ...texts) => {
  const { printed } = await helpOf([args]);
  for (const text of texts) expect(printed).toContain(text);
});
