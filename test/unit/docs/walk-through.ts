import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { configFile } from '../../../src/config/config.js';
import { startService } from '../../../src/serve/start-service.js';

const inProject = (path: string): URL => new URL(`../../../${path}`, import.meta.url);

/** How a walk ended, and what it printed. */
export interface Walk {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the commands that a document shows, one block after another, against a scrim that holds nothing yet. */
export async function walkThrough(document: string): Promise<Walk> {
  const text = readFileSync(inProject(document), 'utf8');
  const commands = [...text.matchAll(/```bash\n(.*?)```/gs)].map(([, block = '']) => block);
  const folder = await mkdtemp(join(tmpdir(), 'scrim-docs-'));
  await writeFile(join(folder, 'scrim'), scrim(), { mode: 0o755 });
  const store = join(folder, 'store');
  const config = configFile.parse({ logLevel: 'silent', management: { listener: 'none' } });
  const service = await startService({ port: 0, store, config, env: {} });
  try {
    return await bash(commands.join('\n'), {
      PATH: [folder, process.env['PATH'] ?? ''].join(delimiter),
      SCRIM_URL: service.url,
      SCRIM_STORE: store,
    });
  } finally {
    await service.stop();
    await rm(folder, { recursive: true });
  }
}

/** The command as an installation puts it on the path, for scrim as it is in this project. */
function scrim(): string {
  const loader = inProject('test/live/support/typescript-loader.mjs').href;
  const register = `data:text/javascript,import { register } from 'node:module'; register('${loader}');`;
  const main = fileURLToPath(inProject('src/main.ts'));
  return `#!/bin/sh\nexec '${process.execPath}' --import "${register}" '${main}' "$@"\n`;
}

function bash(script: string, env: Readonly<Record<string, string>>): Promise<Walk> {
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
