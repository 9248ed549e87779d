/** Why a text is not SQL of its dialect, and where. `message` is composed of `found` and `expected` unless a rule gives another. */
export class SqlSyntaxError extends Error {
  override readonly name = 'SqlSyntaxError';

  /**
   * @param line counted from 1
   * @param column in characters, counted from 1
   * @param found the text at this position, as shown to people: `')'`, `end of text`
   * @param expected what is possible there instead, the most useful first; empty if the message contains it
   */
  constructor(
    readonly line: number,
    readonly column: number,
    readonly found: string,
    readonly expected: readonly string[],
    message: string,
  ) {
    super(message);
  }
}

/** A place in a text: line from 1, column from 0 as ANTLR counts it. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** An error whose message is not of the form "found … but expected …". */
export const syntaxError = (at: Place, found: string, message: string): SqlSyntaxError =>
  new SqlSyntaxError(at.line, at.column + 1, found, [], message);
