/** A path of keys and list positions as a JSON Pointer (RFC 6901, section 3); the whole value is the empty text. */
export const pointerOf = (path: readonly (string | number)[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
