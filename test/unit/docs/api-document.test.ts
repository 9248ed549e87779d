import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

import { configFile } from '../../../src/config/config.js';
import { apiOperations } from '../../../src/http/api/operations.js';
import { problemBase, problems } from '../../../src/http/api/problem.js';
import { roles } from '../../../src/identity/actor.js';
import { startService } from '../../../src/service/start-service.js';

const inProject = (path: string): URL => new URL(`../../../${path}`, import.meta.url);
const text = readFileSync(inProject('docs/api.md'), 'utf8');
const commands = [...text.matchAll(/```bash\n(.*?)```/gs)].map(([, block = '']) => block);

/** A command that stands for `npx`, and runs scrim as it is in this project. */
function npx(): string {
  const loader = inProject('test/live/support/typescript-loader.mjs').href;
  const register = `data:text/javascript,import { register } from 'node:module'; register('${loader}');`;
  const main = fileURLToPath(inProject('src/main.ts'));
  return `#!/bin/sh\n[ "$1" = scrim ] || exit 1\nshift\nexec '${process.execPath}' --import "${register}" '${main}' "$@"\n`;
}

function bash(
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

it('walks from the first key to a revoked subscription', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scrim-docs-'));
  await writeFile(join(folder, 'npx'), npx(), { mode: 0o755 });
  const store = join(folder, 'store');
  const config = configFile.parse({ logLevel: 'silent', management: { listener: 'none' } });
  const service = await startService({ port: 0, store, config, env: {} });
  try {
    const { code, out, err } = await bash(commands.join('\n'), {
      PATH: [folder, process.env['PATH'] ?? ''].join(delimiter),
      SCRIM_URL: service.url,
      SCRIM_STORE: store,
    });
    expect([code, err]).toEqual([
      0,
      'This key may do everything. Keep it: it is stored nowhere, and shown this once.\n',
    ]);
    const answers = out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const decisions = answers.flatMap(({ decision }) => (decision === undefined ? [] : [decision]));
    expect(decisions).toEqual(['hidden', 'open', 'hidden']);
    const states = answers.flatMap(({ subscription, status }) =>
      subscription === undefined
        ? status === undefined
          ? []
          : [status]
        : [(subscription as { status: string }).status],
    );
    expect(states).toEqual(['pending', 'approved', 'revoked']);
    expect(answers.find(({ decision }) => decision === 'open')?.['sql']).toMatch(
      /CAST\(NULL AS varchar\(15\)\) AS phone/i,
    );
    expect((answers.at(-1)?.['items'] as object[]).length).toBe(3);
    expect(answers).toHaveLength(16);
  } finally {
    await service.stop();
    await rm(folder, { recursive: true });
  }
});

it('tells of every problem, role and path', () => {
  const rows = [...text.matchAll(/^\| `\/api\/v1\/problems\/(\S+)` \| (\d+) \| (.*) \|$/gm)].map(
    ([, name, status, title]) => [name, Number(status), title],
  );
  const known = Object.entries(problems).map(([name, { status, title }]) => [name, status, title]);
  const sorted = (list: readonly unknown[][]) => list.map((one) => JSON.stringify(one)).sort();
  expect(problemBase).toBe('/api/v1/problems');
  expect(sorted(rows)).toEqual(sorted(known));
  for (const role of roles) expect(text).toContain(`| \`${role}\` |`);
  const paths = new Set(apiOperations.map(({ path }) => path.split('/')[1] ?? ''));
  expect([...paths].filter((path) => !new RegExp(`\`/?${path}\\b`).test(text))).toEqual([]);
});
