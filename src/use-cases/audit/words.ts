import type { Dialect } from '../../sql/dialect.js';
import { tokensOf } from '../../sql/parse/index.js';
import { fold } from '../../sql/scope/names.js';

/** A token of a statement that is not parsed, because scrim does not know its kind or need not understand all of it. */
export interface Word {
  readonly text: string;
  /** The offsets of its first and last UTF-16 units. */
  readonly start: number;
  readonly stop: number;
  readonly isLiteral: boolean;
}

/** The tokens of a text; none if it has an invalid one. */
export function wordsOf(text: string, dialect: Dialect): readonly Word[] {
  try {
    return tokensOf(text, dialect).map(({ start, stop, isLiteral }) => ({
      ...{ text: text.slice(start, stop + 1), start, stop, isLiteral },
    }));
  } catch {
    return [];
  }
}

/** Whether a token can be a name, or a part of one. */
export const isName = ({ text, isLiteral }: Word): boolean => !isLiteral && /^["\p{L}_#]/u.test(text);

/** The name that a token is, folded. */
export const nameOf = ({ text }: Word): string =>
  fold(text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);
