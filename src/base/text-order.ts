const isSurrogate = (unit: number): boolean => unit >= surrogates.first && unit <= surrogates.last;

const lastCodePoint = 0x10ffff;
const surrogates = { first: 0xd800, last: 0xdfff };

/** Compares texts by code points, which is also the order of their UTF-8 bytes. JavaScript itself compares UTF-16 units. */
export function byCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x === y) continue;
    // A surrogate is a part of a code point above all that have one unit.
    return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
  }
  return a.length - b.length;
}

/** The smallest text after all texts with a prefix, by code points; undefined if there is none. */
export function afterAllThatBeginWith(beginning: string): string | undefined {
  const points = [...beginning].map((character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === lastCodePoint) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  // No text contains half a surrogate pair.
  const next = last + 1 === surrogates.first ? surrogates.last + 1 : last + 1;
  return String.fromCodePoint(...points, next);
}
