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
  tpch: () => import('./tpch.ts'),
  'information-schema': () => import('./information-schema.ts'),
  opa: () => import('./opa.ts'),
  'opa-trino': () => import('./opa-trino.ts'),
  'audit.views': () => import('./audit/views.ts'),
  'audit.ingest': () => import('./audit/ingest.ts'),
  'audit.search': () => import('./audit/search.ts'),
  'scale.views': () => import('./scale/views.ts'),
  'scale.as-of': () => import('./scale/as-of.ts'),
  'scale.apply': () => import('./scale/apply.ts'),
  'scale.governors': () => import('./scale/governors.ts'),
  'scale.plan': () => import('./scale/plan.ts'),
  'scale.push': () => import('./scale/push.ts'),
  'scale.sizes': () => import('./scale/sizes.ts'),
};

const named = process.argv.slice(2);
/** `scale` stands for all whose names begin so. */
const isNamed = (name) => named.some((one) => name === one || name.startsWith(`${one}.`));
const unknown = named.filter(
  (one) => !Object.keys(benchmarks).some((name) => name === one || name.startsWith(`${one}.`)),
);
if (unknown.length > 0) {
  process.stderr.write(
    `there is no benchmark ${unknown.join(', ')}; there are: ${Object.keys(benchmarks).join(', ')}\n`,
  );
  process.exit(1);
}
for (const [name, load] of Object.entries(benchmarks)) {
  if (named.length > 0 && !isNamed(name)) continue;
  const { run } = await load();
  await run();
}
