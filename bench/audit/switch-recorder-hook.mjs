import { URL } from 'node:url';

/** Takes a recorder that can be switched for the one of scrim. */
export async function resolve(specifier, context, next) {
  return next(
    specifier.endsWith('/audit/recorder.js')
      ? new URL('switched-recorder.mjs', import.meta.url).href
      : specifier,
    context,
  );
}
