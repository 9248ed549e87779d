/** Runs the benchmarks that are named, or all: `npm run bench -- view`. They run against what `npm run build` made. */
import process from 'node:process';
import { register } from 'node:module';

register('../test/live/support/typescript-loader.mjs', import.meta.url);
register('./built-loader.mjs', import.meta.url);

const benchmarks = {
  view: () => import('./view.ts'),
  sql: () => import('./sql.ts'),
  list: () => import('./list.ts'),
  'who-can': () => import('./who-can.ts'),
  values: () => import('./values.ts'),
  fences: () => import('./fences.ts'),
  start: () => import('./start.ts'),
  'scale.apply': () => import('./scale/apply.ts'),
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  process.stderr.write(
    `there is no benchmark ${unknown.join(', ')}; there are: ${Object.keys(benchmarks).join(', ')}\n`,
  );
  process.exit(1);
}
for (const [name, load] of Object.entries(benchmarks)) {
  if (named.length > 0 && !named.includes(name)) continue;
  const { run } = await load();
  await run();
}
