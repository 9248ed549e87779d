import type { DataType, Expression, QualifiedName, Query, Statement } from '../ast.js';
import type { Dialect } from '../dialect.js';
import type { SqlParser } from './generated/SqlParser.js';
import { defaultOptions } from './limits.js';
import type { Limits, ReadOptions } from './limits.js';
import { runParser } from './run-parser.js';
import { SqlSyntaxError } from './syntax-error.js';
import { statement, toAst } from './to-ast/index.js';
import type { ToAst } from './to-ast/index.js';
import type { SqlToken } from './token.js';
import { tokenize, tokenizeStatements } from './tokenize.js';

/**
 * Reads one statement, with or without a `;` after it.
 * @param limits limits of the text; the defaults are for untrusted text
 * @throws SqlSyntaxError if the text is not a statement of the dialect, or exceeds the limits
 */
export const parseStatement = (text: string, dialect: Dialect, limits: Partial<Limits> = {}): Statement =>
  parse(text, dialect, limits, readStatement);

/**
 * Reads a query.
 * @throws SqlSyntaxError
 */
export const parseQuery = (text: string, dialect: Dialect, limits: Partial<Limits> = {}): Query =>
  parse(text, dialect, limits, (parser) => {
    const tree = parser.wholeQuery().query();
    return (to) => to.query(tree);
  });

/**
 * Reads an expression, such as a predicate.
 * @param options with `policyFunctions`, policy functions are read too; printers cannot print them
 * @throws SqlSyntaxError
 */
export const parseExpression = (
  text: string,
  dialect: Dialect,
  options: Partial<ReadOptions> = {},
): Expression =>
  parse(text, dialect, options, (parser) => {
    const tree = parser.wholeExpression().expression();
    return (to) => to.expression(tree);
  });

/**
 * Reads a type, such as `varchar(25)` or `array(row(a bigint))`.
 * @throws SqlSyntaxError
 */
export const parseDataType = (text: string, dialect: Dialect, limits: Partial<Limits> = {}): DataType =>
  parse(text, dialect, limits, (parser) => {
    const tree = parser.wholeDataType().dataType();
    return (to) => to.dataType(tree);
  });

/**
 * Reads a dotted name, such as `tpch.tiny.customer`.
 * @throws SqlSyntaxError
 */
export const parseName = (text: string, dialect: Dialect, limits: Partial<Limits> = {}): QualifiedName =>
  parse(text, dialect, limits, (parser) => {
    const tree = parser.wholeName().qualifiedName();
    return (to) => to.qualifiedName(tree);
  });

/** A statement of several, or why it cannot be read; positions are those in the whole text. */
export type ParsedStatement =
  { readonly statement: Statement; readonly error?: undefined } | { readonly error: SqlSyntaxError };

/** Reads the statements between the `;` of a text. An error in one does not affect the others. */
export function* parseStatements(
  text: string,
  dialect: Dialect,
  limits: Partial<Limits> = {},
): Generator<ParsedStatement> {
  const all = { ...defaultOptions, ...limits };
  for (const { tokens, error } of tokenizeStatements(text, dialect, all)) {
    yield error === undefined ? attempt(() => convert(tokens, dialect, all, readStatement)) : { error };
  }
}

function attempt(read: () => Statement): ParsedStatement {
  try {
    return { statement: read() };
  } catch (error) {
    if (error instanceof SqlSyntaxError) return { error };
    throw error;
  }
}

/** Reads a rule with the parser, and converts it to a tree. */
type Reader<T> = (parser: SqlParser) => (to: ToAst) => T;

const readStatement: Reader<Statement> = (parser) => {
  const tree = parser.wholeStatement().statement();
  return (to) => statement(to, tree);
};

function parse<T>(text: string, dialect: Dialect, options: Partial<ReadOptions>, read: Reader<T>): T {
  const all = { ...defaultOptions, ...options };
  return convert(tokenize(text, dialect, all), dialect, all, read);
}

const convert = <T>(tokens: readonly SqlToken[], dialect: Dialect, limits: Limits, read: Reader<T>): T =>
  runParser(tokens, limits.nesting, read)(toAst({ dialect, limits }));
