/**
 * Runs all checks and tests, and ends with `N passed, N failed`. Lint and types count as one test each.
 * `--skip-live` skips tests that need a Trino or a PostgreSQL.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';

const live = !process.argv.includes('--skip-live');
const folder = mkdtempSync(join(tmpdir(), 'scrim-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
/** How long the tests of each file took, in seconds. */
const files = [];

/**
 * Runs Node under a title. Returns whether it ended with 0.
 * @param atOnce whether its output is printed as it comes, or once it has ended
 */
async function run(title, args, atOnce) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let held = '';
  const print = (text) => {
    if (atOnce) process.stdout.write(text);
    else held += text;
  };
  print(`\n== ${title}\n`);
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', print);
  const code = await new Promise((resolve) => {
    child.once('error', (error) => print(`${error.message}\n`));
    child.once('close', resolve);
  });
  process.stdout.write(held);
  return code === 0;
}

/** Runs a check, which counts as one test. */
async function check(title, args) {
  total[(await run(title, args, false)) ? 'passed' : 'failed'] += 1;
}

/** Runs two lists of checks side by side: each check uses one processor. */
async function checkAll(...lists) {
  await Promise.all(
    lists.map(async (checks) => {
      for (const one of checks) await check(...one);
    }),
  );
}

/**
 * @param workers processes that run test files
 * @param without a pattern of files that do not run
 */
async function jest(title, project, { workers, atOnce = true, without }) {
  const file = join(folder, `${project}.json`);
  const args = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
  ];
  const passed = await run(
    title,
    [
      ...args,
      '--forceExit',
      '--selectProjects',
      project,
      '--json',
      `--outputFile=${file}`,
      `--maxWorkers=${workers}`,
      // Modules of finished test files stay loaded, and are searched for garbage again and again: above this size, a worker starts anew.
      '--workerIdleMemoryLimit=700MB',
      ...(without === undefined ? [] : ['--testPathIgnorePatterns', '/node_modules/', without]),
      ...(project === 'live' ? ['--testSequencer=./test/live/in-order-of-names.mjs'] : []),
    ],
    atOnce,
  );
  let result;
  try {
    result = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    total.failed += 1;
    return;
  }
  total.passed += result.numPassedTests;
  total.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  total.skipped += result.numPendingTests;
  files.push(
    ...result.testResults.map(({ name, startTime, endTime }) => ({
      name: `${relative('.', name)} (${project})`,
      seconds: (endTime - startTime) / 1_000,
    })),
  );
  if (!passed && result.numFailedTests + result.numRuntimeErrorTestSuites === 0) total.failed += 1;
  if (project === 'live' && process.env.CI && result.numPassedTests === 0) {
    process.stdout.write('the tests on a real Trino did not run\n');
    total.failed += 1;
  }
}

register('../test/live/support/typescript-loader.mjs', import.meta.url);
const { findPostgres, howToGetPostgres } = await import('../test/store/support/find-postgres.ts');
const hasPostgres = live && (await findPostgres()) !== undefined;

/** Without a PostgreSQL, these tests are skipped with a clear message. In CI, a missing PostgreSQL is a failure. */
async function storeTests() {
  if (hasPostgres) {
    const beside = { workers: 1, atOnce: false };
    await jest('tests of Redshift statements, on PostgreSQL', 'redshift', beside);
    await jest('tests of the store on PostgreSQL', 'store', beside);
    return;
  }
  const line = '!'.repeat(100);
  process.stdout.write(
    `\n${line}\nTHE STORE AND REDSHIFT ARE NOT TESTED ON POSTGRESQL: ${howToGetPostgres}\n${line}\n`,
  );
  total[process.env.CI ? 'failed' : 'skipped'] += 1;
}

// Types and lint take most of the memory, so they never run at the same time.
await checkAll(
  [
    ['types', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit']],
    ['lint', ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.']],
  ],
  [
    ['format', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
    [
      'floors of src/',
      [
        'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
        ...['--config', '.dependency-cruiser.mjs', '--output-type', 'err-long', 'src', 'test', 'bench'],
      ],
    ],
    ['dead code', ['node_modules/knip/bin/knip.js']],
  ],
);
// What rests on the store runs on one engine: on PostgreSQL where there is one. The tests of the store itself run on both.
const onPostgres = hasPostgres && process.env.SCRIM_THOROUGH === undefined;
await jest('unit tests', 'unit', {
  workers: 2,
  ...(onPostgres && { without: '/test/unit/(use-cases|world)/' }),
});
// Both wait much: for a Trino, for a PostgreSQL that starts again.
if (live) await Promise.all([storeTests(), jest('tests on a real Trino', 'live', { workers: 1 })]);

rmSync(folder, { recursive: true, force: true });
process.stdout.write('\nthe slowest files\n');
for (const { name, seconds } of files.toSorted((a, b) => b.seconds - a.seconds).slice(0, 25))
  process.stdout.write(`${seconds.toFixed(0).padStart(5)} s  ${name}\n`);
if (total.skipped > 0)
  process.stdout.write(`\n${total.skipped} skipped: the output above says what they need\n`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
