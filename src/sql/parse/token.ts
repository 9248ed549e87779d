import { Token } from 'antlr4ng';
import type { CharStream, TokenSource } from 'antlr4ng';

/** A token that reads its text from its source. */
export class SqlToken implements Token {
  readonly channel = 0;
  readonly tokenSource: TokenSource | null = null;
  readonly inputStream: CharStream | null = null;
  tokenIndex = -1;

  /**
   * @param type of SqlLexer's tokens; changes while keywords are distinguished from names
   * @param start offset of the first UTF-16 unit in the source
   * @param stop offset of the last one
   * @param line counted from 1
   * @param column in characters, counted from 0
   */
  constructor(
    readonly source: string,
    public type: number,
    readonly start: number,
    public stop: number,
    readonly line: number,
    readonly column: number,
  ) {}

  get text(): string {
    return this.type === Token.EOF ? '' : this.source.slice(this.start, this.stop + 1);
  }
}
