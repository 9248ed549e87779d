import type { SqlProblem } from './rules.js';

/**
 * The first character of a text that is not seen, that looks like a blank and is none, or that changes the order in which
 * others are shown: a reader would not see what is run. The joiners that some scripts and emoji need are left alone.
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
