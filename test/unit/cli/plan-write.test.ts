import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { plannedNames } from '../../../src/use-cases/plan/plan-operation.js';
import { operationNames } from '../../../src/use-cases/operations.js';
import { commands } from './commands.js';
import { runForCode } from './run-command.js';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/plan/${name}`, import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-plan-write-'));
  const world = await readFile(fixture('world.yaml'), 'utf8');
  const owned = world.replace('name: orders\n', 'name: orders\n    owners: [{ user: carl }]\n');
  await writeFile(join(folder, 'world.yaml'), owned);
  await run('apply', '-f', join(folder, 'world.yaml'), '--yes');
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...args: readonly string[]) => runForCode('tester', [...args, '--store', join(folder, 'store')]);

/** Compares with a file that people have read; `UPDATE_DOCS=1` writes it anew. */
async function expectGolden(name: string, text: string): Promise<void> {
  if (process.env['UPDATE_DOCS'] !== undefined) await writeFile(fixture(name), text);
  expect(text).toBe(await readFile(fixture(name), 'utf8'));
}

const block = ['block', '--group', 'analysts', '--schema', 'sales', '--reason', 'x'];

/** Writes of many subscriptions, and those that nobody plans in an emergency: only the API plans them. */
const plannedByApi = [
  'startRecertification',
  'decideRecertification',
  'cancelRecertification',
  'takeBreakGlass',
  'endBreakGlass',
];

/** Operations that only read, that write something else than the world, or that have a plan or a dry run of their own. */
const notPlanned = [
  ...[
    'apply',
    'auditAccess',
    'auditArchive',
    'auditChanges',
    'auditColumns',
    'auditDecisions',
    'auditHealth',
    'auditPolicies',
    'auditQueries',
    'auditUnused',
    'blocks',
    'createAdminKey',
    'dataSources',
    'deadLetters',
    'erasePerson',
    'explain',
    'exportFolder',
    'exportRecords',
  ],
  ...[
    'exportWorld',
    'hashKey',
    'importWorld',
    'lookupTables',
    'monitoring',
    'plan',
    'planOperation',
    'preview',
  ],
  ...['redshiftDesired', 'registerDataSources', 'removeWebhook', 'reviveDeadLetters', 'settings'],
  ...[
    'recertification',
    'recertifications',
    'subscriptions',
    'sync',
    'tagProposals',
    'trinoViews',
    'view',
    'webhooks',
    'whoCan',
  ],
];

describe('--plan', () => {
  it('exists for every operation that makes one write of the world', () => {
    expect([...plannedNames, ...plannedByApi, ...notPlanned].toSorted()).toEqual(operationNames.toSorted());
    const having = [...commands].filter(([, { options }]) => options.some(({ long }) => long === '--plan'));
    expect(having.map(([path]) => path)).toEqual([
      ...['subscription request', 'subscription approve', 'subscription deny', 'subscription revoke'],
      ...['block', 'unblock', 'project switch', 'project leave', 'purpose acknowledge'],
      ...['datasource review', 'tags accept', 'tags reject'],
    ]);
  });

  it('prints what scrim plan would print, and changes nothing', async () => {
    const { out, err, code } = await run(...block, '--plan');
    expect({ err, code }).toEqual({ err: '', code: 2 });
    await expectGolden('block.txt', out);
    expect((await run('blocks')).out).toBe('none\n');
  });

  it('prints Markdown and JSON', async () => {
    const markdown = await run(...block, '--markdown');
    expect(markdown.code).toBe(2);
    await expectGolden('block.md', markdown.out);
    const json = await run(...block, '--plan', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ changes: [{ kind: 'block', change: 'created' }] });
    expect((await run('blocks')).out).toBe('none\n');
  });

  it('tells what a write then changes, and whether it changes anything', async () => {
    const revoke = ['subscription', 'revoke', 'sales.orders', '--user', 'eve', '--actor', 'carl'];
    const planned = await run(...revoke, '--plan');
    expect(planned.out).toContain('sales.orders\n  ✕ access ends\n      1 user: eve\n');
    expect((await run('explain', 'sales.orders', '--user', 'eve', '--json')).out).toContain(
      '"decision": "open"',
    );
    await run(...revoke);
    expect((await run('explain', 'sales.orders', '--user', 'eve', '--json')).out).toContain(
      '"decision": "hidden"',
    );
    expect(await run('project', 'leave', '--user', 'eve', '--plan')).toEqual({
      out: 'nothing would change\n',
      err: '',
      code: 0,
    });
  });

  it('has the errors of the write', async () => {
    const wrong = [
      ['unblock', '--user', 'eve'],
      ['subscription', 'revoke', 'sales.orders', '--user', 'eve', '--actor', 'nobody'],
      ['project', 'switch', 'none', '--user', 'eve'],
      ['tags', 'accept', 'sales.orders', 'id', 'PII'],
    ];
    for (const args of wrong) {
      const message = async (...more: readonly string[]): Promise<string> =>
        run(...args, ...more).then(
          () => 'none',
          (error: unknown) => String(error),
        );
      const made = await message();
      expect(made).not.toBe('none');
      expect(await message('--plan')).toBe(made);
    }
  });

  it('creates no store', async () => {
    const args = [...block, '--plan', '--store', join(folder, 'none')];
    await expect(runForCode('tester', args)).rejects.toThrow('analysts');
    expect(await readdir(folder)).not.toContain('none');
  });
});
