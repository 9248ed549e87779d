import type { SqlProblem } from './rules.js';

/**
 * The first character of a text that is invisible, looks like a blank without being one, or changes the display order of others: a reader
 * would not see what is executed. The joiners that some scripts and emoji need are allowed.
 */
export function hiddenCharacter(text: string): SqlProblem | undefined {
  const found = hidden.exec(text);
  if (found === null) return undefined;
  const before = text.slice(0, found.index).split('\n');
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return {
    line: before.length,
    column: [...(before.at(-1) ?? '')].length + 1,
    message: `the character U+${code} is invisible, looks like a space or changes the order of text: remove it, or compute it with chr`,
  };
}

const hidden = /(?![ \t\n\r\u200C\u200D])[\p{Zs}\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
