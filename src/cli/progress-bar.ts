import type { CliContext } from './context.js';

/** Characters of a bar. */
const width = 40;
/** Changes for which a bar is worth its while. */
const many = 100;

/** Draws how far a push is, on a terminal, each time it is a hundredth further. */
export function progressBar({ err }: Pick<CliContext, 'err'>, isTerminal = process.stderr.isTTY) {
  let drawn = -1;
  return (done: number, total: number): void => {
    const hundredths = Math.floor((done * 100) / total);
    if (!isTerminal || total < many || hundredths === drawn) return;
    drawn = hundredths;
    const full = Math.round((done * width) / total);
    err(`\r[${'#'.repeat(full)}${' '.repeat(width - full)}] ${done}/${total}${done === total ? '\n' : ''}`);
  };
}
