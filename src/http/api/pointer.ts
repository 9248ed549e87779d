/** A path of keys and list positions as a JSON Pointer (RFC 6901, section 3); the whole value is the empty text. */
export const pointerOf = (path: readonly (string | number)[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** The keys and list positions of a JSON Pointer, each as text: the inverse of `pointerOf`. */
export const pathOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
