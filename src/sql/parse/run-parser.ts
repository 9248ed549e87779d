/** Runs the generated parser: fast for a correct text, and again in a thorough mode for an error. */
import { BailErrorStrategy, ParseCancellationException, PredictionMode } from 'antlr4ng';

import { ExplainingStrategy } from './explaining-strategy.js';
import type { ArgumentContext, DataTypeContext, RelationContext } from './generated/SqlParser.js';
import { SqlParser } from './generated/SqlParser.js';
import { TokenArray } from './token-array.js';
import type { SqlToken } from './token.js';
import { tooDeep } from './tokenize.js';

/**
 * Parses the tokens of a statement. The first attempt uses SLL prediction, which is fast but can refuse correct text. The second uses full
 * LL, which is exact, and reports what was expected.
 * @throws SqlSyntaxError
 */
export function runParser<T>(
  tokens: readonly SqlToken[],
  nesting: number,
  read: (parser: SqlParser) => T,
): T {
  const parser = new BoundedParser(new TokenArray(tokens), nesting);
  parser.removeErrorListeners();
  parser.interpreter.predictionMode = PredictionMode.SLL;
  parser.errorHandler = new BailErrorStrategy();
  try {
    return read(parser);
  } catch (error) {
    if (!(error instanceof ParseCancellationException)) throw error;
  }
  parser.restart();
  parser.interpreter.predictionMode = PredictionMode.LL;
  parser.errorHandler = new ExplainingStrategy();
  return read(parser);
}

/**
 * Limits the rules that can recurse without a parenthesis in between (`a JOIN b JOIN c …`, `x -> y -> z …`, `array<array<…`); how deep
 * parentheses go is known before parsing.
 */
class BoundedParser extends SqlParser {
  #depth = 0;

  constructor(
    private readonly source: TokenArray,
    private readonly nesting: number,
  ) {
    super(source);
  }

  restart(): void {
    this.#depth = 0;
    this.reset();
    this.source.seek(0);
  }

  override relation(): RelationContext {
    return this.#deeper(() => super.relation());
  }

  override argument(): ArgumentContext {
    return this.#deeper(() => super.argument());
  }

  override dataType(): DataTypeContext {
    return this.#deeper(() => super.dataType());
  }

  #deeper<T>(rule: () => T): T {
    this.#depth++;
    if (this.#depth > this.nesting) throw tooDeep(this.source.get(this.source.index), this.nesting);
    const context = rule();
    this.#depth--;
    return context;
  }
}
