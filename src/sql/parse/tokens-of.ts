import type { Dialect } from '../dialect.js';
import { SqlLexer as T } from './generated/SqlLexer.js';
import { defaultOptions } from './limits.js';
import { tokenize } from './tokenize.js';

/** A token of a text, by the offsets of its first and last UTF-16 units. */
interface TokenPlace {
  readonly start: number;
  readonly stop: number;
  /** Whether it is a value: a string, a number, or code in another language. */
  readonly isLiteral: boolean;
}

const literals: ReadonlySet<number> = new Set([
  ...[T.STRING, T.UNICODE_STRING, T.BINARY, T.INTEGER, T.DECIMAL, T.DOUBLE_NUMBER, T.DOLLAR_QUOTED],
]);

/**
 * The tokens of a text, without comments.
 * @throws SqlSyntaxError for a text that contains an invalid token
 */
export const tokensOf = (text: string, dialect: Dialect): readonly TokenPlace[] =>
  tokenize(text, dialect, defaultOptions)
    .filter(({ type }) => type !== T.EOF)
    .map(({ start, stop, type }) => ({ start, stop, isLiteral: literals.has(type) }));
