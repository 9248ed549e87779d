import { spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Makes a process report its resources when it ends. */
const reportUsage =
  'data:text/javascript,import{writeSync}from"node:fs";process.on("exit",()=>writeSync(3,JSON.stringify(process.resourceUsage())))';

/** How long a step took, how much of a processor its process used meanwhile, and how much memory it had at most. */
export interface Measured {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly mebibytes: number;
  /** The last line. */
  readonly printed: string;
  /** All that was printed. */
  readonly out: string;
}

/** What a step may take. */
export interface Goal {
  readonly seconds?: number;
  readonly mebibytes?: number;
}

/** The exit code of `scrim plan` when there are changes. */
const planned = 2;

/**
 * Runs a command in a process of its own. `SCRIM_BENCH_NODE` may hold options of its Node, such as `--cpu-prof`.
 * @throws Error with what the command wrote, if it fails
 */
export async function runScrim(...args: readonly string[]): Promise<Measured> {
  const ofNode = process.env['SCRIM_BENCH_NODE']?.split(' ') ?? [];
  const begun = performance.now();
  const child = spawn(process.execPath, [...ofNode, '--import', reportUsage, program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const texts = ['', '', ''];
  [child.stdout, child.stderr, child.stdio[3]].forEach((stream, index) =>
    stream?.on('data', (part: Buffer) => (texts[index] += part.toString('utf8'))),
  );
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out = '', err = '', usage = ''] = texts;
  if (code !== 0 && code !== planned)
    throw new Error(`scrim ${args.join(' ')} failed: ${err.slice(0, 2_000)}${out.slice(-2_000)}`);
  const seconds = (performance.now() - begun) / 1_000;
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(usage) as ReturnType<
    typeof process.resourceUsage
  >;
  return {
    seconds,
    processorSeconds: (userCPUTime + systemCPUTime) / 1_000_000,
    mebibytes: maxRSS / 1_024,
    printed: out.trimEnd().split('\n').at(-1) ?? '',
    out,
  };
}

/** The head of a table of steps. */
export function printHead(title: string): void {
  process.stdout.write(`${`${title}:`.padEnd(36)}    s   goal     CPU s    MiB   goal\n`);
}

/** A line of that table: a step beside its goal. */
export function printStep(
  name: string,
  { seconds, processorSeconds, mebibytes }: Measured,
  goal: Goal,
): void {
  const beside = (value: number | undefined): string => (value === undefined ? '' : `<= ${value}`).padEnd(9);
  process.stdout.write(
    `  ${name.padEnd(34)}${seconds.toFixed(1).padStart(7)}   ${beside(goal.seconds)}${processorSeconds.toFixed(1).padStart(5)} ${mebibytes.toFixed(0).padStart(6)}   ${beside(goal.mebibytes).trimEnd()}\n`,
  );
}
