/** Number of edits (insert, delete, replace, swap of neighbours) from one text to the other. */
function distance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

/** Names longer than this are not compared: the cost grows with the square. */
const longestCompared = 100;

/**
 * The most likely intended candidate for a misspelt name (optimal string alignment distance, letter case ignored), or
 * undefined if none is near. At most a third of the name, but at least one letter, may be wrong.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > longestCompared) return undefined;
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  const limit = Math.max(1, Math.floor(name.length / 3));
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (edits <= limit && (best === undefined || edits < best.edits)) best = { candidate, edits };
  }
  return best?.candidate;
}

/** The end of a message about an unknown name: `; did you mean 'x'?` if a candidate is near, else nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const candidate = nearest(name, candidates);
  return candidate === undefined ? '' : `; did you mean '${candidate}'?`;
}
