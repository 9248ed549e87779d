import { DefaultErrorStrategy, IntervalSet, NoViableAltException } from 'antlr4ng';
import type { Parser, RecognitionException, Token } from 'antlr4ng';

import { explain } from './expectation.js';
import type { Expected } from './expectation.js';
import type { SqlParser } from './generated/SqlParser.js';
import type { SqlToken } from './token.js';

/**
 * Turns the first error into a SqlSyntaxError. On the way it notes what every optional part that was passed over at a token
 * would have begun with, since the rule that fails in the end knows only what it needs itself.
 */
export class ExplainingStrategy extends DefaultErrorStrategy {
  #index = -1;
  #expected: Expected[] = [];

  override sync(recognizer: Parser): void {
    const { index } = recognizer.tokenStream;
    if (index < this.#index) return;
    if (index > this.#index) this.#expected = [];
    this.#index = index;
    this.#expected.push(expectedBy(recognizer));
  }

  override recoverInline(recognizer: Parser): Token {
    return this.#fail(recognizer, recognizer.getCurrentToken());
  }

  override recover(recognizer: Parser, error: RecognitionException): void {
    const token = error.offendingToken ?? recognizer.getCurrentToken();
    // A choice that took several tokens failed at one that no sync has seen: what could follow there is not known.
    const isAhead = error instanceof NoViableAltException && token.tokenIndex > recognizer.tokenStream.index;
    this.#fail(recognizer, token, isAhead);
  }

  override reportError(): void {
    // recover() throws what is to be reported.
  }

  #fail(recognizer: Parser, token: Token, isAhead = false): never {
    const noted = this.#index === recognizer.tokenStream.index ? this.#expected : [];
    throw explain(token as SqlToken, isAhead ? [] : [...noted, expectedBy(recognizer)], recognizer as SqlParser);
  }
}

const expectedBy = (recognizer: Parser): Expected => {
  const tokens = new IntervalSet();
  tokens.addSet(recognizer.atn.getExpectedTokens(recognizer.state, recognizer.context ?? null));
  const rules: number[] = [];
  for (let context = recognizer.context; context !== null; context = context.parent) rules.push(context.ruleIndex);
  return { tokens, rules };
};
