import {
  BailErrorStrategy,
  ParseCancellationException,
  PredictionMode,
  RecognitionException,
} from 'antlr4ng';

import type { DataType, QualifiedName } from '../ast.js';
import type { Dialect } from '../dialect.js';
import { SqlParser } from './generated/SqlParser.js';
import { defaultLimits } from './limits.js';
import type { Limits } from './limits.js';
import { SqlSyntaxError } from './syntax-error.js';
import { columnNames, identifier, qualifiedName } from './to-ast/names.js';
import { dataType } from './to-ast/types.js';
import type { ToAst } from './to-ast/context.js';
import { TokenArray } from './token-array.js';
import type { SqlToken } from './token.js';
import { tokenize, tooDeep } from './tokenize.js';

/** What the conversion of a name or a type asks of its neighbours. */
type FragmentToAst = Pick<ToAst, 'dialect' | 'nest' | 'identifier' | 'names' | 'qualifiedName' | 'dataType'>;

/**
 * Reads a type, such as `varchar(25)` or `array(row(a bigint))`.
 * @throws SqlSyntaxError
 */
export const parseDataType = (text: string, dialect: Dialect, limits: Limits = defaultLimits): DataType =>
  parseFragment(text, dialect, limits, 'a type', (parser, to) =>
    to.dataType(parser.wholeDataType().dataType()),
  );

/**
 * Reads a dotted name, such as `tpch.tiny.customer`.
 * @throws SqlSyntaxError
 */
export const parseName = (text: string, dialect: Dialect, limits: Limits = defaultLimits): QualifiedName =>
  parseFragment(text, dialect, limits, 'a name', (parser, to) =>
    to.qualifiedName(parser.wholeName().qualifiedName()),
  );

function parseFragment<T>(
  text: string,
  dialect: Dialect,
  limits: Limits,
  what: string,
  read: (parser: SqlParser, to: FragmentToAst) => T,
): T {
  const tokens = tokenize(text, dialect, limits);
  const parser = new SqlParser(new TokenArray(tokens));
  parser.removeErrorListeners();
  parser.errorHandler = new BailErrorStrategy();
  parser.interpreter.predictionMode = PredictionMode.LL;
  try {
    return read(parser, fragmentToAst(dialect, limits));
  } catch (error) {
    if (error instanceof ParseCancellationException) throw unexpected(offendingToken(error, tokens), what);
    throw error;
  }
}

function fragmentToAst(dialect: Dialect, limits: Limits): FragmentToAst {
  let depth = 0;
  const to: FragmentToAst = {
    dialect,
    nest: (levels, at, make) => {
      depth += levels;
      if (depth > limits.depth) throw tooDeep(at as SqlToken, limits.depth);
      const made = make();
      depth -= levels;
      return made;
    },
    identifier: (context) => identifier(whole, context),
    names: (context) => columnNames(whole, context),
    qualifiedName: (context) => qualifiedName(whole, context),
    dataType: (context) => dataType(whole, context),
  };
  // INVARIANT: names and types hold neither expressions nor queries, so the other conversions are never asked.
  const whole = to as ToAst;
  return to;
}

function offendingToken(error: ParseCancellationException, tokens: readonly SqlToken[]): SqlToken {
  const { cause } = error;
  const at = cause instanceof RecognitionException ? cause.offendingToken : null;
  const token = tokens.find((one) => one === at) ?? tokens.at(-1);
  if (token === undefined) throw new Error('scrim is at fault: a text without an end');
  return token;
}

function unexpected(token: SqlToken, expected: string): SqlSyntaxError {
  const found = token.text === '' ? 'end of text' : `'${token.text}'`;
  return new SqlSyntaxError(
    token.line,
    token.column + 1,
    found,
    [expected],
    `found ${found} but expected ${expected}`,
  );
}
