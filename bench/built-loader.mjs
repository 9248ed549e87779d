import { URL } from 'node:url';

const bench = new URL('.', import.meta.url).href;

/** A benchmark measures what `npm run build` made: what it imports of `src/` is taken from `dist/`. */
export async function resolve(specifier, context, next) {
  const built = /^(\.\.\/)+src\//.test(specifier) && context.parentURL.startsWith(bench);
  return next(
    built ? new URL(specifier.replace('/src/', '/dist/'), context.parentURL).href : specifier,
    context,
  );
}
