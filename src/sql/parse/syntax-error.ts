/** Why a text is not SQL of its dialect, and where. `message` is made of `found` and `expected` unless a rule says more. */
export class SqlSyntaxError extends Error {
  override readonly name = 'SqlSyntaxError';

  /**
   * @param line counted from 1
   * @param column in characters, counted from 1
   * @param found what stands there, as a person would call it: `')'`, `end of text`
   * @param expected what could stand there instead, the most useful first; empty when the message says it
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
