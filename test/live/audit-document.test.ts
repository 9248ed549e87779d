import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { Refusal } from '../../src/base/refusal.js';
import { runDocument, wordsOf } from '../support/run-document.js';
import { runForCode } from '../unit/cli/run-command.js';
import { describeLive, live } from './support/live.js';
import { recordedQuery } from './support/recorded.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

const document = fileURLToPath(new URL('../../docs/audit.md', import.meta.url));
const section = /^## A walk-through\n[\s\S]*?(?=^## )/m;

/** What differs in each run. */
const settled = (text: string): string =>
  text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME').replaceAll(/\b\d{8}_\d{6}_\d{5}_\w{5}\b/g, 'QUERY');

describeLive('the walk-through of docs/audit.md', () => {
  let scrim: ServedScrim;
  let folder: string;
  /** The revision before the walk: the store is that of all live tests. */
  let base: number;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scrim-walk-'));
    scrim = await serveScrim({});
    ({ revision: base } = await scrim.operations.exportWorld({ format: 'yaml' }));
  });
  afterAll(async () => {
    await scrim.stop();
    await rm(folder, { recursive: true });
  });

  /** What `trino --user NAME --execute SQL` prints. */
  const asked = async (user: string, sql: string): Promise<string> => {
    const printed = await runAs(user, sql).then(
      ({ rows }) => rows.map((row) => `${row.map((value) => `"${String(value)}"`).join(',')}\n`).join(''),
      (error: Error) => `${error.message}\n`,
    );
    await recordedQuery(scrim, (text) => text === sql);
    return printed;
  };

  /** What `scrim` prints. */
  const told = async (args: readonly string[]): Promise<string> => {
    const here = args.map((arg) =>
      arg
        .replace(/^revision:(\d+)$/, (_, number) => `revision:${Number(number) + base}`)
        .replace(/^world\.yaml$/, join(folder, '$&')),
    );
    try {
      const { out, err } = await runForCode('gov', [...here, '--store', live().store]);
      return `${err}${out}`.replaceAll(
        /\brevision (\d+)/g,
        (_, number) => `revision ${Number(number) - base}`,
      );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return `scrim: ${error.message}\n`;
    }
  };

  const shown = async (command: string): Promise<string> => {
    const [program, ...args] = wordsOf(command);
    if (program !== 'trino') return told(args);
    const [, user = '', , sql = ''] = args;
    return asked(user, sql);
  };

  it('is what happens', async () => {
    const text = await readFile(document, 'utf8');
    const [walk = ''] = section.exec(text) ?? [];
    expect(walk).not.toBe('');
    const made = await runDocument(walk, {
      write: (block) => writeFile(join(folder, 'world.yaml'), block),
      run: shown,
    });
    if (process.env['UPDATE_DOCS'] !== undefined) {
      await writeFile(
        document,
        text.replace(section, () => made),
      );
      return;
    }
    expect(settled(made)).toBe(settled(walk));
  }, 120_000);
});
