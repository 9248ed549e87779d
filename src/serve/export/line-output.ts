import type { LineSink } from './line-file.js';

/** Writes lines to an output that somebody else rotates: a collector, or a terminal. */
export const lineOutput = (out: (text: string) => void): LineSink => ({
  write: (lines) => {
    out(lines.map((line) => `${line}\n`).join(''));
    return Promise.resolve();
  },
  rotate: () => Promise.resolve(),
  close: () => Promise.resolve(),
});
