import { DefaultErrorStrategy, IntervalSet, NoViableAltException } from 'antlr4ng';
import type { Parser, ParserRuleContext, RecognitionException, Token } from 'antlr4ng';

import { explain } from './explain.js';
import { SqlParser as P } from './generated/SqlParser.js';
import { syntaxError } from './syntax-error.js';
import type { SqlToken } from './token.js';

/**
 * Turns the first error into a SqlSyntaxError. At every token it remembers the first choice that the parser made there, for
 * that is where all that could follow is still possible: the rule that fails in the end knows only what it needs itself.
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
    // recover() throws what there is to report.
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

/** A choice that took several tokens can fail at a later one than the parser stands at: what was wanted there. */
function wantedAhead(recognizer: Parser, error: RecognitionException, token: Token): IntervalSet {
  const wanted = new IntervalSet();
  if (!(error instanceof NoViableAltException) || token.tokenIndex <= recognizer.tokenStream.index)
    return wanted;
  for (const { state } of error.deadEndConfigs ?? []) wanted.addSet(recognizer.atn.nextTokens(state));
  return wanted;
}

/** Trino allows these before a whole statement only: a query that holds them could not become a part of another one. */
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
