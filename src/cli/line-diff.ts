/** Lines around a change that are printed with it. */
const context = 3;

/** Cells of the table of common lines at most. A change of more lines is printed as one. */
const mostCells = 4_000_000;

type Edit = readonly [mark: ' ' | '-' | '+', line: string];

/** The edits that make `after` of `before`: as few as possible. */
function editsBetween(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const width = after.length + 1;
  const marked = (mark: Edit[0], lines: readonly string[]): readonly Edit[] =>
    lines.map((line) => [mark, line]);
  if ((before.length + 1) * width > mostCells) return [...marked('-', before), ...marked('+', after)];
  // How many lines the rests from two positions have in common.
  const common = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      common[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const edits: Edit[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length && column < after.length) {
    const [old = '', now = ''] = [before[row], after[column]];
    if (old === now) {
      edits.push([' ', old]);
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) {
      edits.push(['-', old]);
      row += 1;
    } else {
      edits.push(['+', now]);
      column += 1;
    }
  }
  return [...edits, ...marked('-', before.slice(row)), ...marked('+', after.slice(column))];
}

const linesOf = (text: string): readonly string[] => {
  const lines = text.split('\n');
  return lines.at(-1) === ''
    ? lines.slice(0, -1)
    : [...lines.slice(0, -1), `${lines.at(-1) ?? ''}\n\\ No newline at end of file`];
};

/** The difference of two texts of a file in the unified format; empty if there is none. */
export function lineDiff(file: string, before: string, after: string): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const kept = (lines: readonly string[]): readonly Edit[] => lines.map((line) => [' ', line]);
  const edits = [
    ...kept(old.slice(0, head)),
    ...editsBetween(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...kept(old.slice(old.length - tail)),
  ];
  const changed = edits.flatMap(([mark], index) => (mark === ' ' ? [] : [index]));
  if (changed.length === 0) return '';
  const hunks: { from: number; to: number }[] = [];
  for (const index of changed) {
    const last = hunks.at(-1);
    const to = Math.min(edits.length, index + context + 1);
    if (last !== undefined && index - context <= last.to) last.to = to;
    else hunks.push({ from: Math.max(0, index - context), to });
  }
  const range = (until: number, hunk: readonly Edit[], other: Edit[0]): string => {
    const before = edits.slice(0, until).filter(([mark]) => mark !== other).length;
    const count = hunk.filter(([mark]) => mark !== other).length;
    return `${count === 0 ? before : before + 1}${count === 1 ? '' : `,${count}`}`;
  };
  return `--- ${file}\n+++ ${file}\n${hunks
    .map(({ from, to }) => {
      const hunk = edits.slice(from, to);
      const lines = hunk.map(([mark, line]) => `${mark}${line}\n`).join('');
      return `@@ -${range(from, hunk, '+')} +${range(from, hunk, '-')} @@\n${lines}`;
    })
    .join('')}`;
}
