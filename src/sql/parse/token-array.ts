import { internalError } from '../../base/invariant.js';
import type { ParserRuleContext, Token, TokenSource, TokenStream } from 'antlr4ng';

import type { SqlToken } from './token.js';

/** The tokens of one statement in the form that ANTLR reads; the last one is the end of the text. */
export class TokenArray implements TokenStream {
  index = 0;
  readonly #last: number;

  constructor(private readonly tokens: readonly SqlToken[]) {
    this.#last = tokens.length - 1;
    tokens.forEach((token, index) => (token.tokenIndex = index));
  }

  get size(): number {
    return this.tokens.length;
  }

  get(index: number): SqlToken {
    const token = this.tokens[index];
    if (token === undefined) throw new RangeError(`there is no token ${index}`);
    return token;
  }

  LT(k: number): SqlToken | null {
    if (k === 0) return null;
    const index = k > 0 ? this.index + k - 1 : this.index + k;
    return index < 0 ? null : this.get(index > this.#last ? this.#last : index);
  }

  LA(k: number): number {
    return this.LT(k)?.type ?? 0;
  }

  consume(): void {
    if (this.index < this.#last) this.index++;
  }

  seek(index: number): void {
    this.index = index;
  }

  mark(): number {
    return 0;
  }

  release(): void {}

  getSourceName(): string {
    return 'SQL';
  }

  getText(): string {
    return this.getTextFromRange(this.get(0), this.get(this.#last));
  }

  getTextFromInterval({ start, stop }: { readonly start: number; readonly stop: number }): string {
    return this.getTextFromRange(this.get(start), this.get(stop));
  }

  getTextFromContext(context: ParserRuleContext): string {
    return this.getTextFromRange(context.start, context.stop);
  }

  getTextFromRange(start: Token | null, stop: Token | null): string {
    return start === null || stop === null ? '' : this.get(0).source.slice(start.start, stop.stop + 1);
  }

  // ANTLR's interface has members that only streams over a source need.

  get tokenSource(): TokenSource {
    throw internalError('the tokens of a statement have no source');
  }

  setLine(): void {}

  setColumn(): void {}
}
