/** Reads a text's tokens, one statement at a time, and refuses tokens that no statement of the dialect can contain. */
import { CharStream } from 'antlr4ng';
import type { TokenFactory } from 'antlr4ng';

import type { Dialect } from '../dialect.js';
import { SqlLexer as T } from './generated/SqlLexer.js';
import { keywords } from './keywords.js';
import type { ReadOptions } from './limits.js';
import { wholeOperators } from './operators.js';
import { refine } from './refine.js';
import { routineBlocks } from './routine-blocks.js';
import { SqlSyntaxError, syntaxError } from './syntax-error.js';
import { SqlToken } from './token.js';

/** The tokens of one statement without its `;`, followed by an end of text; or why it cannot be read. */
export interface StatementTokens {
  readonly tokens: readonly SqlToken[];
  readonly error?: SqlSyntaxError;
}

/**
 * The tokens of a whole text.
 * @throws SqlSyntaxError if the text is too long, is nested too deep, or contains an invalid token
 */
export function tokenize(text: string, dialect: Dialect, options: ReadOptions): readonly SqlToken[] {
  const { tokens, error } = readTokens(text, dialect, options, false).next().value;
  if (error !== undefined) throw error;
  return tokens;
}

/** The statements between the `;` of a text, without empty ones. */
export function* tokenizeStatements(
  text: string,
  dialect: Dialect,
  options: ReadOptions,
): Generator<StatementTokens> {
  const statements = readTokens(text, dialect, options, true);
  for (let next = statements.next(); ; next = statements.next()) {
    const { tokens, error } = next.value;
    if (error !== undefined || tokens.length > 1) yield next.value;
    if (next.done === true) return;
  }
}

function* readTokens(
  text: string,
  dialect: Dialect,
  options: ReadOptions,
  split: boolean,
): Generator<StatementTokens, StatementTokens> {
  if (text.length > options.length) {
    const message = `the text has ${text.length} characters, but at most ${options.length} are allowed`;
    return { tokens: [], error: new SqlSyntaxError(1, 1, 'a text too long', [], message) };
  }
  const words = options.policyFunctions ? withPolicyFunctions(lexerOf(text)) : lexerOf(text);
  const lexer = dialect === 'redshift' ? wholeOperators(words) : words;
  for (;;) {
    const statement = readStatement(lexer, dialect, options, split);
    if (statement.last) return statement;
    yield statement;
  }
}

function readStatement(
  lexer: () => SqlToken,
  dialect: Dialect,
  options: ReadOptions,
  split: boolean,
): StatementTokens & { readonly last: boolean } {
  const tokens: SqlToken[] = [];
  const blocks = dialect === 'trino' ? routineBlocks() : undefined;
  let open = 0;
  for (let token = lexer(); ; token = lexer()) {
    const error = problem(token, dialect, options) ?? tooMany(token, tokens.length, options.tokens);
    if (error === undefined) classify(token, dialect);
    if (!isComment(token)) open += opens(token.type) + (blocks?.next(token.type) ?? 0);
    if (error !== undefined || open > options.nesting) {
      return {
        tokens: [],
        error: error ?? tooDeep(token, options.nesting),
        last: !split || skipStatement(lexer, token),
      };
    }
    if (isComment(token)) continue;
    const ends = token.type === T.EOF || (split && token.type === T.SEMICOLON && blocks?.isOpen() !== true);
    if (!ends) {
      if (token.type === T.SHIFT_RIGHT && dialect === 'trino') tokens.push(...splitShift(token));
      else if (dialect === 'redshift' && closesOuterJoinSign(token, tokens)) joinOuterJoinSign(token, tokens);
      else tokens.push(token);
      continue;
    }
    const last = token.type === T.EOF;
    token.type = T.EOF;
    tokens.push(token);
    refine(tokens, dialect);
    return { tokens, last };
  }
}

/** The error for a text that is nested too deep, at that position. */
export const tooDeep = (at: SqlToken, levels: number): SqlSyntaxError =>
  syntaxError(at, quoted(at), `nested more deeply than ${levels} levels`);

const tooMany = (at: SqlToken, read: number, most: number): SqlSyntaxError | undefined =>
  read < most ? undefined : syntaxError(at, quoted(at), `the statement has more than ${most} tokens`);

/** Skips to the end of a statement with an error; true at the end of the text. */
function skipStatement(lexer: () => SqlToken, from: SqlToken): boolean {
  let token = from;
  while (token.type !== T.EOF && token.type !== T.SEMICOLON) token = lexer();
  return token.type === T.EOF;
}

function opens(type: number): number {
  switch (type) {
    case T.LPAREN:
    case T.LBRACKET:
    case T.LBRACE_MINUS:
    case T.CASE:
      return 1;
    case T.RPAREN:
    case T.RBRACKET:
    case T.MINUS_RBRACE:
    case T.END:
      return -1;
    default:
      return 0;
  }
}

/** Creates no tokens for skipped text, and counts offsets in UTF-16 units; the lexer counts characters. */
function lexerOf(text: string): () => SqlToken {
  const lexer = new T(CharStream.fromString(text));
  const offset = offsetsOf(text);
  const factory: Pick<TokenFactory<SqlToken>, 'create'> = {
    create: (_source, type, _text, _channel, start, stop, line, column) =>
      new SqlToken(text, type, offset(start), offset(stop + 1) - 1, line, column),
  };
  lexer.removeErrorListeners();
  lexer.tokenFactory = factory as TokenFactory<SqlToken>;
  return () => lexer.nextToken() as SqlToken;
}

/** Creates one token from `@` and the word directly after it. */
function withPolicyFunctions(lexer: () => SqlToken): () => SqlToken {
  let ahead: SqlToken | undefined;
  return () => {
    const token = ahead ?? lexer();
    ahead = undefined;
    if (token.type !== T.AT_SIGN) return token;
    ahead = lexer();
    if (ahead.type !== T.WORD || ahead.start !== token.stop + 1) return token;
    const { source, start, line, column } = token;
    const call = new SqlToken(source, T.POLICY_FUNCTION, start, ahead.stop, line, column);
    ahead = undefined;
    return call;
  };
}

function offsetsOf(text: string): (character: number) => number {
  if (!/[\uD800-\uDBFF]/.test(text)) return (character) => character;
  const offsets: number[] = [];
  let offset = 0;
  for (const character of text) {
    offsets.push(offset);
    offset += character.length;
  }
  return (character) => offsets[character] ?? offset;
}

function classify(token: SqlToken, dialect: Dialect): void {
  if (token.type === T.WORD) token.type = keywords[dialect].get(token.text.toUpperCase()) ?? T.WORD;
  else if (token.type === T.FOREIGN_WORD) token.type = T.WORD;
}

/** `>>` closes two types in Trino, which does not have this operator. */
function splitShift({ source, start, line, column }: SqlToken): readonly SqlToken[] {
  return [
    new SqlToken(source, T.GT, start, start, line, column),
    new SqlToken(source, T.GT, start + 1, start + 1, line, column + 1),
  ];
}

/** `(+)` after a column; its three signs may have spaces between. */
const closesOuterJoinSign = ({ type }: SqlToken, before: readonly SqlToken[]): boolean =>
  type === T.RPAREN && before.at(-1)?.type === T.PLUS && before.at(-2)?.type === T.LPAREN;

function joinOuterJoinSign({ stop }: SqlToken, tokens: SqlToken[]): void {
  const [open] = tokens.splice(-2);
  if (open === undefined) return;
  const { source, start, line, column } = open;
  tokens.push(new SqlToken(source, T.OUTER_JOIN_SIGN, start, stop, line, column));
}

const isComment = ({ type }: SqlToken): boolean => type === T.BLOCK_COMMENT || type === T.LINE_COMMENT;

const quoted = (token: SqlToken): string => `'${token.text}'`;

const trinoHasNot = new Set([...[T.CAST_COLONS, T.AMPERSAND, T.HASH, T.SHIFT_LEFT, T.TILDE, T.NOT_TILDE]]);

/** Whether a string has a single backslash: it would escape the next character, even the closing quote. */
const hasLoneBackslash = (text: string): boolean => text.replaceAll('\\\\', '').includes('\\');

function problem(
  token: SqlToken,
  dialect: Dialect,
  { comments, policyFunctions }: ReadOptions,
): SqlSyntaxError | undefined {
  const refuse = (message: string): SqlSyntaxError => syntaxError(token, quoted(token), message);
  if (isComment(token) && !comments) {
    const message = 'a comment is not allowed here: it could hide the meaning of the text';
    return syntaxError(token, 'a comment', message);
  }
  switch (token.type) {
    case T.AT_SIGN:
      if (!policyFunctions) return dialect === 'trino' ? refuse("Trino has no operator '@'") : undefined;
      return refuse("'@' starts a policy function, and the name must follow directly: @username()");
    case T.UNCLOSED_STRING:
      return syntaxError(token, 'a string', 'the string that begins here is not closed');
    case T.UNCLOSED_QUOTED:
      return syntaxError(token, 'a quoted name', 'the quoted name that begins here is not closed');
    case T.UNCLOSED_COMMENT:
      return syntaxError(token, 'a comment', 'the comment that begins here is not closed');
    case T.BLOCK_COMMENT:
      // Redshift allows nested comments and Trino does not: they disagree on where such a comment ends.
      return dialect === 'redshift' && token.text.includes('/*', 2)
        ? syntaxError(token, 'a comment', 'a comment within a comment is not supported')
        : undefined;
    case T.STRING:
      return dialect === 'redshift' && hasLoneBackslash(token.text)
        ? syntaxError(
            token,
            'a string',
            'a backslash in a string starts an escape in Redshift, and only the escape of a backslash is supported: write a backslash twice, or as chr(92)',
          )
        : undefined;
    case T.UNKNOWN_OPERATOR:
      return refuse(
        `${quoted(token)} is one operator to Redshift, but scrim does not know it: put a space between two operators`,
      );
    case T.MALFORMED_NUMBER:
      return refuse(
        `${quoted(token)} is not a number, and a name that begins with a digit needs double quotes`,
      );
    case T.FOREIGN_WORD:
      return dialect === 'trino'
        ? refuse(
            `the name ${quoted(token)} needs double quotes: Trino accepts only ASCII letters, digits and _ without quotes`,
          )
        : undefined;
    case T.DOLLAR_QUOTED:
      return dialect === 'redshift'
        ? syntaxError(token, 'a text between $$', 'a text between $$ is not supported: write a string')
        : undefined;
    case T.BACKQUOTED:
      return refuse('names are quoted with double quotes, not with backquotes');
    case T.UNKNOWN_CHARACTER:
      return refuse(`${quoted(token)} has no meaning in SQL`);
    default:
      return dialect === 'trino' && trinoHasNot.has(token.type)
        ? refuse(`Trino has no operator ${quoted(token)}`)
        : undefined;
  }
}
