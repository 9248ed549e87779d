import process from 'node:process';
import { createInterface } from 'node:readline/promises';

import type { CliContext } from './context.js';

/** Whether a person is there who can be asked, and sees what is printed. */
export const isAtTerminal = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/** Asks the person at the terminal for a yes or no. Without a terminal, the answer is no. */
export async function confirm({ signal }: Pick<CliContext, 'signal'>, question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    terminal.close();
  }
}
