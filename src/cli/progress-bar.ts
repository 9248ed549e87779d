import type { CliContext } from './context.js';

/** Width of the bar, in characters. */
const width = 40;
/** Minimum number of changes for which a bar is drawn. */
const many = 100;

/** Draws the progress of a push on a terminal, at each per cent. */
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
