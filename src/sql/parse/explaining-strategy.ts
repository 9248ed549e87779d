import { DefaultErrorStrategy, IntervalSet, NoViableAltException } from 'antlr4ng';
import type { Parser, ParserRuleContext, RecognitionException, Token } from 'antlr4ng';

import { explain } from './explain.js';
import { SqlParser as P } from './generated/SqlParser.js';
import { syntaxError } from './syntax-error.js';
import type { SqlToken } from './token.js';

/**
 * Converts the first error to a SqlSyntaxError. For every token, it remembers the first choice of the parser there, because all
 * continuations are still possible at that choice. The rule that fails in the end only has its own expected tokens.
 */
export class ExplainingStrategy extends DefaultErrorStrategy {
  #index = -1;
  #state = 0;
  #context: ParserRuleContext | null = null;

  override sync(recognizer: Parser): void {
    const { index } = recognizer.tokenStream;
    if (index === this.#index) return;
    this.#index = index;
    this.#state = recognizer.state;
    this.#context = recognizer.context;
  }

  override recoverInline(recognizer: Parser): Token {
    throw this.#explain(recognizer, recognizer.getCurrentToken(), new IntervalSet());
  }

  override recover(recognizer: Parser, error: RecognitionException): void {
    const token = error.offendingToken ?? recognizer.getCurrentToken();
    throw this.#explain(recognizer, token, wantedAhead(recognizer, error, token));
  }

  override reportError(): void {
    // recover() throws the error to report.
  }

  #explain(recognizer: Parser, token: Token, ahead: IntervalSet): Error {
    const expected = new IntervalSet();
    expected.addSet(ahead);
    if (ahead.length === 0) {
      expected.addSet(recognizer.atn.getExpectedTokens(recognizer.state, recognizer.context ?? null));
      if (this.#index === token.tokenIndex) {
        expected.addSet(recognizer.atn.getExpectedTokens(this.#state, this.#context));
      }
    }
    return (
      misplacedWith(token as SqlToken) ??
      explain(token as SqlToken, new Set(expected.toArray()), recognizer.context)
    );
  }
}

/** A choice over several tokens can fail at a token after the parser's position: the tokens expected there. */
function wantedAhead(recognizer: Parser, error: RecognitionException, token: Token): IntervalSet {
  const wanted = new IntervalSet();
  if (!(error instanceof NoViableAltException) || token.tokenIndex <= recognizer.tokenStream.index)
    return wanted;
  for (const { state } of error.deadEndConfigs ?? []) wanted.addSet(recognizer.atn.nextTokens(state));
  return wanted;
}

/** Trino allows these only before a whole statement: a query with them could not be part of another one. */
const wholeStatementOnly: ReadonlyMap<number, string> = new Map([
  [
    P.WITH_FUNCTION,
    'WITH FUNCTION is allowed before a whole statement only, not in the query of a view or data source, nor in a subquery: create the function in a catalog',
  ],
  [
    P.WITH_SESSION,
    'WITH SESSION is allowed before a whole statement only, not in the query of a view or data source, nor in a subquery: set the property for the session',
  ],
]);

function misplacedWith(token: SqlToken) {
  const message = wholeStatementOnly.get(token.type);
  return message === undefined ? undefined : syntaxError(token, `'${token.text}'`, message);
}
