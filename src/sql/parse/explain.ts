/** Describes what was found and what was expected, in the terms of SQL. */
import { Token } from 'antlr4ng';
import type { ParserRuleContext } from 'antlr4ng';

import { SqlParser as P } from './generated/SqlParser.js';
import { SqlSyntaxError } from './syntax-error.js';
import type { SqlToken } from './token.js';

/**
 * The error at a token.
 * @param expected types of the tokens that are possible there
 * @param context the rule that was being read
 */
export function explain(
  token: SqlToken,
  expected: ReadonlySet<number>,
  context: ParserRuleContext | null,
): SqlSyntaxError {
  const found = foundWord(token);
  const words = expectedWords(expected, context);
  const wish = words.length === 0 ? ', which has no meaning here' : ` but expected ${alternatives(words)}`;
  const isNameWanted = words.some((word) => nameWords.has(word));
  const hint =
    isReservedWord(token) && isNameWanted
      ? `; ${found} is a reserved word: as a name it needs double quotes`
      : '';
  return new SqlSyntaxError(token.line, token.column + 1, found, words, `found ${found}${wish}${hint}`);
}

const nameWords = new Set(['a name', 'a table name', 'a type']);

/** Maximum number of expected tokens; more are not helpful. */
const mostWords = 5;

const longestFound = 40;

function foundWord({ type, text, source, start }: SqlToken): string {
  // The `;` between two statements is the end of the first one's tokens.
  if (type === Token.EOF) return source[start] === ';' ? "';'" : 'end of text';
  const shown = text.length > longestFound ? `${text.slice(0, longestFound)}…` : text;
  return type === P.STRING ? `the string ${shown}` : `'${shown}'`;
}

const isReservedWord = ({ type, text }: SqlToken): boolean =>
  /^[A-Za-z_]/.test(text) && type !== P.WORD && type !== Token.EOF;

function alternatives(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

function expectedWords(expected: ReadonlySet<number>, context: ParserRuleContext | null): readonly string[] {
  const left = new Set(expected);
  const words: string[] = [];
  const groups = expected.has(P.CASE) && expected.has(P.INTEGER) ? operandGroups : otherGroups(context);
  for (const { word, when, covers } of groups) {
    if (!when.every((type) => left.has(type))) continue;
    if (word !== undefined) words.push(word);
    for (const type of covers) left.delete(type);
  }
  if (expected.has(P.RPAREN)) for (const type of queryContinues) left.delete(type);
  // If an expression is expected, the words that could come before it are not helpful.
  const signs = groups === operandGroups ? besideOperand(context) : [...left];
  const rest = signs.filter((type) => left.has(type)).toSorted((a, b) => rank(a) - rank(b));
  const operator = operators.every((type) => expected.has(type)) ? ['an operator'] : [];
  const spelled = rest.map(spell).filter((word) => word !== undefined);
  return [...words, ...spelled, ...operator].slice(0, mostWords);
}

/** `*` is mentioned only in a list of columns. */
const besideOperand = (context: ParserRuleContext | null): readonly number[] =>
  context?.ruleIndex === P.RULE_selectItem
    ? [P.RPAREN, P.RBRACKET, P.ASTERISK, Token.EOF]
    : [P.RPAREN, P.RBRACKET, Token.EOF];

/** Tokens that one word represents: if all of them are expected, only the word is shown. */
interface Group {
  readonly word?: string;
  readonly when: readonly number[];
  readonly covers: Iterable<number>;
}

const operators = [P.PLUS, P.CONCAT];
const queryStarts = [P.SELECT, P.VALUES, P.TABLE, P.WITH];
const queryContinues = [P.UNION, P.INTERSECT, P.EXCEPT, P.MINUS_SET, P.ORDER, P.LIMIT, P.OFFSET, P.FETCH];
const names = [P.WORD, P.QUOTED];

/** Keywords that can also begin a name are not helpful. */
const wordTypes: readonly number[] = range(P.ABSENT, P.BINDING).filter((type) => type !== P.ALL);

const afterOperand: readonly number[] = [
  ...[
    P.DOT,
    P.DOT_STAR,
    P.LBRACKET,
    P.LPAREN,
    P.CAST_COLONS,
    P.AT,
    P.ASTERISK,
    P.SLASH,
    P.PERCENT,
    P.CARET,
    P.PLUS,
  ],
  ...[
    P.MINUS,
    P.CONCAT,
    P.PIPE,
    P.AMPERSAND,
    P.HASH,
    P.SHIFT_LEFT,
    P.SHIFT_RIGHT,
    P.TILDE,
    P.NOT_TILDE,
    P.EQ,
    P.NE,
  ],
  ...[
    P.LT,
    P.LE,
    P.GT,
    P.GE,
    P.IS,
    P.NOT,
    P.BETWEEN,
    P.IN,
    P.LIKE,
    P.ILIKE,
    P.SIMILAR,
    P.ISNULL,
    P.NOTNULL,
    P.AND,
    P.OR,
  ],
  ...[P.LIKE_SIGN, P.NOT_LIKE_SIGN, P.ILIKE_SIGN, P.NOT_ILIKE_SIGN, P.OUTER_JOIN_SIGN, P.IGNORE, P.RESPECT],
  ...[P.ARROW, P.OVER, P.STRING],
];

const operandGroups: readonly Group[] = [
  { word: 'an expression', when: [P.CASE], covers: [...names, ...wordTypes, P.LPAREN] },
  { word: 'a query', when: [P.SELECT], covers: queryStarts },
];

function otherGroups(context: ParserRuleContext | null): readonly Group[] {
  const inType = isWithin(context, P.RULE_dataType);
  const name = inType ? 'a type' : 'a name';
  const hidden = [...names, ...wordTypes, P.FUNCTION_NAME, P.RESERVED];
  return [
    // After an operand, a name could only be an alias, and most signs are operators.
    { when: operators, covers: [...afterOperand, ...hidden] },
    { word: 'a table name', when: [P.WORD, P.UNNEST], covers: [...hidden, ...tableStarts] },
    { word: 'a table name', when: [P.WORD, P.UNPIVOT, P.TABLE], covers: [...hidden, ...tableStarts] },
    { word: 'a query', when: [P.SELECT, P.VALUES], covers: queryStarts },
    { when: [P.VARYING], covers: [P.VARYING, P.WITH, P.WITHOUT, P.ARRAY, P.LT, P.LPAREN] },
    // If AS is expected, a name would be an alias, which is not worth mentioning.
    { when: [P.WORD, P.AS], covers: hidden },
    { word: name, when: [P.WORD], covers: [...hidden, P.ROW_OPEN, P.INTERVAL, P.DOUBLE] },
  ];
}

const tableStarts = [P.UNNEST, P.LATERAL, P.TABLE, P.JSON_TABLE, P.UNPIVOT];

function isWithin(context: ParserRuleContext | null, rule: number): boolean {
  for (let each = context; each !== null; each = each.parent) {
    if (each.ruleIndex === rule) return true;
    if (!typeParts.has(each.ruleIndex)) return false;
  }
  return false;
}

const typeParts = new Set([P.RULE_identifier, P.RULE_simpleType, P.RULE_rowField, P.RULE_typeParameter]);

/** Closing tokens come first, then a comma, then the clauses in the order of a query. */
const order: readonly number[] = [
  ...[
    P.RPAREN,
    P.RBRACKET,
    P.RBRACE,
    P.MINUS_RBRACE,
    P.ON,
    P.USING,
    P.COMMA,
    Token.EOF,
    P.AS,
    P.FROM,
    P.WHERE,
    P.JOIN,
  ],
  ...[P.GROUP, P.HAVING, P.ORDER, P.LIMIT, P.BY, P.UNION],
];

function rank(type: number): number {
  const index = order.indexOf(type);
  return index < 0 ? order.length + type : index;
}

/** Tokens such as `array [` and `row (` are shown as the word with which they begin, which is listed anyway. */
const unspoken = new Set([
  P.RESERVED,
  P.FUNCTION_NAME,
  P.SEMICOLON,
  P.ARRAY_OPEN,
  P.ROW_OPEN,
  P.DOT_STAR,
  P.ZONED_LITERAL,
  P.WITH_FUNCTION,
  P.WITH_SESSION,
]);

const described: Readonly<Record<number, string>> = {
  [Token.EOF]: 'end of text',
  [P.STRING]: 'a string',
  [P.INTEGER]: 'a number',
  [P.DOLLAR_QUOTED]: '$$ … $$',
  [P.QUESTION]: "'?'",
  [P.GROUPING_SETS]: 'GROUPING SETS',
  [P.ALL_OF]: 'ALL',
  [P.ANY_OF]: 'ANY',
  [P.MINUS_SET]: 'MINUS',
  [P.SKIP_]: 'SKIP',
  [P.STRING_WORD]: 'STRING',
  [P.GROUP]: 'GROUP BY',
  [P.ORDER]: 'ORDER BY',
  [P.PARTITION]: 'PARTITION BY',
  [P.NE]: "'<>'",
  [P.SQUARE_ROOT]: "'|/'",
  [P.CUBE_ROOT]: "'||/'",
};

function spell(type: number): string | undefined {
  if (unspoken.has(type)) return undefined;
  return described[type] ?? P.literalNames[type] ?? P.symbolicNames[type] ?? undefined;
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
