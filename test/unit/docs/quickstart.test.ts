import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { Refusal } from '../../../src/base/refusal.js';
import { runDocument, wordsOf } from '../../support/run-document.js';
import { runForCode } from '../cli/run-command.js';

const document = fileURLToPath(new URL('../../../docs/quickstart.md', import.meta.url));

const before = process.cwd();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-quickstart-'));
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true });
});

/** What a terminal shows of a command. */
async function shown(command: string): Promise<string> {
  const [, ...args] = wordsOf(command);
  try {
    const { out, err, code } = await runForCode('you', args);
    return `${err}${out}${code === 0 ? '' : `exit code: ${code}\n`}`;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return `scrim: ${error.message}\nexit code: 1\n`;
  }
}

/** Writes the file that a block shows; its first line names it. */
async function write(block: string): Promise<void> {
  const [, name = ''] = /^# (\S+)\n/.exec(block) ?? [];
  await mkdir(dirname(name), { recursive: true });
  await writeFile(name, block);
}

it('does what it shows, from an empty folder on', async () => {
  const text = await readFile(document, 'utf8');
  const made = await runDocument(text, { write, run: shown });
  if (process.env['UPDATE_DOCS'] !== undefined) await writeFile(document, made);
  expect(made).toBe(await readFile(document, 'utf8'));
}, 120_000);
