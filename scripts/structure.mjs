/**
 * Prints the size of the folders of `src/`, and the longest import path through them for a view request, from the routes of the Iceberg
 * catalog. Type imports are left out, because they do not exist at run time.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { cruise } from 'dependency-cruiser';

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
});

const entry = 'src/http/iceberg/routes.ts';
const roomOf = (file) => file.split('/')[1];
const isCode = (file) =>
  file.startsWith('src/') && !file.includes('/generated/') && !file.endsWith('.test.ts');

const { output } = await cruise(['src'], {
  tsPreCompilationDeps: true,
  doNotFollow: { path: ['node_modules', '/generated/'] },
  ruleSet: { options: { tsConfig: { fileName: 'tsconfig.json' } } },
});
const modules = output.modules.filter(({ source }) => isCode(source));

const linesOf = (file) => readFileSync(file, 'utf8').split('\n').length - 1;
const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
function sizes(title, files) {
  const lines = files.map(linesOf).toSorted((a, b) => a - b);
  const sum = lines.reduce((total, one) => total + one, 0);
  return [title, files.length, sum, at(lines, 0.5), at(lines, 0.9)];
}
const files = modules.map(({ source }) => source);
const rooms = [...new Set(files.map(roomOf))].filter((room) => !room.endsWith('.ts'));
const table = [
  ['room', 'files', 'lines', 'median', 'p90'],
  ...rooms.map((room) =>
    sizes(
      `${room}/`,
      files.filter((file) => roomOf(file) === room),
    ),
  ),
  sizes('all', files),
];
const widths = table[0].map((_, column) => Math.max(...table.map((row) => String(row[column]).length)));
for (const row of table) {
  const cells = row.map((cell, column) =>
    column === 0 ? String(cell).padEnd(widths[column]) : String(cell).padStart(widths[column]),
  );
  process.stdout.write(`${cells.join('  ')}\n`);
}

const importsOf = new Map(
  modules.map(({ source, dependencies }) => [
    source,
    dependencies
      .filter(({ dependencyTypes }) => !dependencyTypes.includes('type-only'))
      .map(({ resolved }) => resolved)
      .filter(isCode),
  ]),
);
const reached = new Set([entry]);
for (const file of reached) for (const imported of importsOf.get(file) ?? []) reached.add(imported);
const below = new Map();
for (const file of reached) {
  for (const imported of importsOf.get(file) ?? []) {
    const [room, other] = [roomOf(file), roomOf(imported)];
    if (room !== other) below.set(room, (below.get(room) ?? new Set()).add(other));
  }
}
/** `npm run lint` ensures that imports between folders have no circle. */
const longest = (room) =>
  [...(below.get(room) ?? [])]
    .map(longest)
    .reduce((best, way) => (way.length > best.length ? way : best), [])
    .toSpliced(0, 0, room);
process.stdout.write(
  `\na request for a view: ${reached.size} files, at most ${longest('http').join(' > ')}\n`,
);
