import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './support/median.js';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Rounds in which each process is started once, so that what else the machine does falls on all of them. */
const rounds = 15;
/** Milliseconds. */
const goal = 300;

const started: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['node -e 0', ['-e', '0']],
  ['scrim --version', [main, '--version']],
  ['scrim --help', [main, '--help']],
  ['scrim serve --help', [main, 'serve', '--help']],
];

/** How long the command line takes to start, beside Node itself. */
export function run(): void {
  const times = started.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    started.forEach(([, args], index) => times[index]?.push(elapsed(args)));
  }
  const medians = times.map(median);
  const [bare = NaN] = medians;
  process.stdout.write(`start of a command: median of ${rounds} processes\n`);
  started.forEach(([name], index) => {
    const value = medians[index] ?? NaN;
    const beside = index === 0 ? '' : `   goal < ${goal} ms, ${(value / bare).toFixed(2)} x node`;
    process.stdout.write(`  ${name.padEnd(18)} ${value.toFixed(0).padStart(4)} ms${beside}\n`);
  });
}

function elapsed(args: readonly string[]): number {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed: ${stderr}`);
  return performance.now() - begun;
}
