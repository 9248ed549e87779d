/**
 * Distinguishes keywords from names by their neighbour tokens. Most of SQL's words are keywords in one place and names everywhere else
 * (`limit`, `filter`, `date`). Deciding this here, with one token of lookahead, means that the grammar needs no choices with more
 * lookahead. So parsing stays linear.
 */
import type { Dialect } from '../dialect.js';
import { isReserved } from '../reserved-words.js';
import { SqlLexer as T } from './generated/SqlLexer.js';
import type { SqlToken } from './token.js';

/** Gives the tokens of one statement, including the end of the text, the types that the grammar expects. */
export function refine(tokens: readonly SqlToken[], dialect: Dialect): void {
  // From the end, so that a rule sees the final types of the tokens after it.
  for (let index = tokens.length - 1; index >= 0; index--) {
    const token = tokens[index];
    const rule = token && rules[token.type];
    if (token === undefined || rule === undefined) continue;
    const type = rule({ at: (distance) => tokens[index + distance]?.type ?? T.EOF, dialect });
    if (type !== undefined)
      token.type = type === T.WORD && isReserved(token.text, dialect) ? T.RESERVED : type;
  }
}

/** Types of the neighbours: those after the token are already refined. */
interface Neighbours {
  readonly at: (distance: number) => number;
  readonly dialect: Dialect;
}

/** The type of a token here; undefined keeps its present type. */
type Rule = (neighbours: Neighbours) => number | undefined;

const comparisons = new Set([T.EQ, T.NE, T.LT, T.LE, T.GT, T.GE]);
const intervalUnits = new Set([T.YEAR, T.MONTH, T.DAY, T.HOUR, T.MINUTE, T.SECOND]);
const beginsQuery = new Set([T.SELECT, T.VALUES, T.TABLE, T.WITH, T.LPAREN]);
const beforeName = new Set([T.AS, T.WITH, T.RECURSIVE, T.DOT]);
const beforeBy = new Set([T.GROUP, T.ORDER, T.PARTITION, T.CONNECT, T.CORRESPONDING]);
const counts = new Set([T.INTEGER, T.QUESTION]);

/** Tokens after ALL if it is a name: no operand begins with these. */
const afterName = new Set([
  ...[
    T.EOF,
    T.SEMICOLON,
    T.COMMA,
    T.DOT,
    T.DOT_STAR,
    T.RPAREN,
    T.RBRACKET,
    T.FROM,
    T.AS,
    T.WHERE,
    T.GROUP,
    T.ORDER,
  ],
  ...[
    T.HAVING,
    T.AND,
    T.OR,
    T.IS,
    T.IN,
    T.BETWEEN,
    T.LIKE,
    T.ASTERISK,
    T.SLASH,
    T.PERCENT,
    T.CONCAT,
    ...comparisons,
  ],
]);

/** After these ALL is never a name. */
const beforeAll = new Set([T.UNION, T.EXCEPT, T.INTERSECT, T.MINUS_SET, T.LIMIT]);

/** Tokens that occur before an alias and never before a call. */
const beforeAlias = new Set([T.RPAREN, T.AS, T.WORD, T.QUOTED]);

/** Tokens that come before an expression or a relation, and never before a clause. */
const expectsOperand = new Set([
  ...[
    T.SELECT,
    T.DISTINCT,
    T.COMMA,
    T.LPAREN,
    T.LBRACKET,
    T.DOT,
    T.AS,
    T.FROM,
    T.JOIN,
    T.WHERE,
    T.ON,
    T.HAVING,
    T.BY,
  ],
  ...[
    T.AND,
    T.OR,
    T.NOT,
    T.CASE,
    T.WHEN,
    T.THEN,
    T.ELSE,
    T.LIKE,
    T.ILIKE,
    T.TO,
    T.BETWEEN,
    T.ESCAPE,
    T.TOP,
    ...comparisons,
  ],
  ...[
    T.PLUS,
    T.MINUS,
    T.SLASH,
    T.PERCENT,
    T.CARET,
    T.CONCAT,
    T.PIPE,
    T.AMPERSAND,
    T.HASH,
    T.SHIFT_LEFT,
    T.SHIFT_RIGHT,
  ],
  ...[
    T.TILDE,
    T.NOT_TILDE,
    T.AT_SIGN,
    T.SQUARE_ROOT,
    T.CUBE_ROOT,
    T.LIKE_SIGN,
    T.NOT_LIKE_SIGN,
    T.ILIKE_SIGN,
  ],
  ...[T.NOT_ILIKE_SIGN, T.CAST_COLONS],
]);

/** Tokens before a `*` that means all columns and not multiplication. */
const beforeStar = new Set([T.DOT, T.SELECT, T.DISTINCT, T.COMMA]);

/** Not a reserved word: a clause follows a complete expression, and precedes the begin of another one. */
const qualify: Rule = ({ at }) => {
  const isFactor = at(-1) === T.ASTERISK && !beforeStar.has(at(-2));
  return isFactor || expectsOperand.has(at(-1)) || afterName.has(at(1)) ? T.WORD : undefined;
};

/** A keyword only if the next token is one of these; otherwise a name. */
const onlyBefore =
  (...next: readonly number[]): Rule =>
  ({ at }) =>
    next.includes(at(1)) ? undefined : T.WORD;

const beginsClause = new Set([T.EOF, T.SELECT, T.FROM, T.JOIN, T.WITH, T.WINDOW, T.WHERE]);

/** Whether an AS is in DEFINE of a row pattern: a condition follows it, and not a name. */
function definesPattern(at: Neighbours['at']): boolean {
  if (at(-1) !== T.AS) return false;
  let open = 0;
  for (let distance = -2; ; distance -= 1) {
    const type = at(distance);
    if (type === T.EOF) return false;
    if (type === T.RPAREN) open += 1;
    if (type === T.LPAREN && open-- === 0) return false;
    if (open > 0) continue;
    if (type === T.DEFINE) return true;
    if (beginsClause.has(type)) return false;
  }
}

/** A keyword only if it is called like a function, and is not the name of a relation with columns in parentheses. */
const called: Rule = ({ at }) => {
  const isDefined = beforeName.has(at(-1)) && at(-2) !== T.START && !definesPattern(at);
  return at(1) === T.LPAREN && !isDefined ? undefined : T.WORD;
};

/** Names in Redshift only: keywords unless a token follows with which no operand begins. */
const unlessEnded: Rule = ({ at }) => (afterName.has(at(1)) || at(-1) === T.DOT ? T.WORD : undefined);

const quantifier =
  (type: number): Rule =>
  ({ at }) =>
    comparisons.has(at(-1)) && at(1) === T.LPAREN ? type : T.WORD;

/** The keywords that can also be names are in one range in SqlLexer.g4. */
const isName = (type: number): boolean =>
  type === T.WORD || type === T.QUOTED || (type >= T.ABSENT && type <= T.BINDING && type !== T.ALL);

const side: Rule = ({ at }) =>
  at(-1) === T.LPAREN && at(-2) === T.TRIM && at(1) !== T.RPAREN && at(1) !== T.COMMA ? undefined : T.WORD;

/** LEFT and RIGHT of a string are functions in Redshift. */
const joinSide: Rule = ({ at, dialect }) =>
  dialect === 'redshift' && at(1) === T.LPAREN ? functionName : undefined;

// A reserved word that is called like a function. The type is not WORD, because refine would change that back into RESERVED.
const functionName = T.FUNCTION_NAME;

/** `timestamp with time zone '…'`: in a type, no string follows. */
const zonedLiteral: Rule = ({ at }) => {
  const isZoned = (at(1) === T.WITH || at(1) === T.WITHOUT) && at(2) === T.TIME && at(3) === T.ZONE;
  return isZoned && at(4) === T.STRING ? T.ZONED_LITERAL : undefined;
};

const processingMode: Rule = ({ at }) => (at(2) === T.LPAREN && isName(at(1)) ? undefined : T.WORD);

/** Tokens after the name of a query in WITH. */
const afterQueryName = new Set([T.AS, T.LPAREN]);

const rules: Readonly<Record<number, Rule>> = {
  [T.DOT]: ({ at }) => (at(1) === T.ASTERISK ? T.DOT_STAR : undefined),
  [T.ALL]: ({ at, dialect }) => {
    if (comparisons.has(at(-1)) && at(1) === T.LPAREN) return T.ALL_OF;
    if (dialect === 'redshift' || beforeAll.has(at(-1))) return undefined;
    return afterName.has(at(1)) || at(-1) === T.DOT ? T.WORD : undefined;
  },
  [T.APPROXIMATE]: ({ at }) => (isName(at(1)) && at(2) === T.LPAREN ? undefined : T.WORD),
  [T.ANY]: quantifier(T.ANY_OF),
  [T.SOME]: quantifier(T.ANY_OF),
  [T.ARRAY]: ({ at, dialect }) => {
    if (at(1) === T.LBRACKET) return T.ARRAY_OPEN;
    return dialect === 'redshift' && at(1) === T.LPAREN ? functionName : undefined;
  },
  [T.AT]: ({ at, dialect }) => {
    if (at(1) === T.TIME && at(2) === T.ZONE) return undefined;
    return dialect === 'redshift' && isName(at(1)) ? undefined : T.WORD;
  },
  [T.BOTH]: side,
  [T.LEADING]: side,
  [T.TRAILING]: side,
  [T.BY]: ({ at }) => (beforeBy.has(at(-1)) && at(-2) !== T.DOT ? undefined : T.WORD),
  [T.DROP]: ({ at }) => (at(-1) === T.EOF || at(1) === T.VIEW ? undefined : T.WORD),
  [T.ESCAPE]: unlessEnded,
  [T.RECURSIVE]: ({ at }) => (at(-1) === T.WITH ? undefined : T.WORD),
  [T.VALUES]: unlessEnded,
  // Reserved, but also a function.
  [T.COLLATE]: ({ at }) => (at(1) === T.LPAREN ? functionName : T.WORD),
  [T.COPARTITION]: onlyBefore(T.LPAREN),
  [T.CONNECT]: onlyBefore(T.BY),
  [T.CONVERT]: called,
  [T.CUBE]: onlyBefore(T.LPAREN),
  [T.CURRENT_SCHEMA]: ({ at, dialect }) =>
    dialect === 'redshift' && at(1) === T.LPAREN ? T.WORD : undefined,
  [T.DESCRIPTOR]: called,
  [T.DOUBLE]: onlyBefore(T.PRECISION),
  [T.EXCLUDE]: ({ at }) =>
    at(-1) === T.ASTERISK || at(1) === T.LPAREN || at(1) === T.NULLS ? undefined : T.WORD,
  [T.EXISTS]: ({ at }) => (at(1) === T.LPAREN || at(-1) === T.IF ? undefined : T.WORD),
  [T.EXTRACT]: called,
  [T.FETCH]: onlyBefore(T.FIRST, T.NEXT),
  [T.FILTER]: ({ at }) => (at(1) === T.LPAREN && at(2) === T.WHERE ? undefined : T.WORD),
  [T.RUNNING]: processingMode,
  [T.FINAL]: processingMode,
  [T.GROUPING]: ({ at }) => {
    if (at(1) === T.SETS) return T.GROUPING_SETS;
    return at(1) === T.LPAREN ? undefined : T.WORD;
  },
  [T.IGNORE]: onlyBefore(T.NULLS),
  [T.RESPECT]: onlyBefore(T.NULLS),
  [T.INTERVAL]: ({ at }) => {
    if (at(1) === T.STRING || intervalUnits.has(at(1))) return undefined;
    return (at(1) === T.PLUS || at(1) === T.MINUS) && at(2) === T.STRING ? undefined : T.WORD;
  },
  [T.LATERAL]: ({ at }) => (at(1) === T.LPAREN && beginsQuery.has(at(2)) ? undefined : T.WORD),
  [T.LEFT]: joinSide,
  [T.RIGHT]: joinSide,
  [T.LIMIT]: ({ at }) => (counts.has(at(1)) || at(1) === T.ALL ? undefined : T.WORD),
  // Trino reserves it, so after AS it is a call: `DEFINE a AS listagg(…)`.
  [T.LISTAGG]: ({ at, dialect }) => {
    const isAlias = beforeAlias.has(at(-1)) && !(dialect === 'trino' && at(-1) === T.AS);
    return at(1) === T.LPAREN && !isAlias ? functionName : T.WORD;
  },
  [T.MATCH_RECOGNIZE]: called,
  [T.NORMALIZE]: called,
  [T.OBJECT_TRANSFORM]: called,
  [T.OFFSET]: ({ at }) => (counts.has(at(1)) || at(-1) === T.WITH ? undefined : T.WORD),
  [T.OVER]: ({ at }) => (at(1) === T.LPAREN || isName(at(1)) ? undefined : T.WORD),
  [T.PARTITION]: onlyBefore(T.BY),
  [T.POSITION]: called,
  [T.PRIOR]: ({ at }) => (isName(at(1)) ? undefined : T.WORD),
  [T.QUALIFY]: qualify,
  [T.REPLACE]: ({ at }) => (at(-1) === T.OR && at(1) === T.VIEW ? undefined : T.WORD),
  [T.ROLLUP]: onlyBefore(T.LPAREN),
  [T.ROW]: ({ at }) => (at(1) === T.LPAREN ? T.ROW_OPEN : undefined),
  [T.START]: onlyBefore(T.WITH),
  [T.SUBSTRING]: called,
  [T.TIME]: zonedLiteral,
  [T.TIMESTAMP]: zonedLiteral,
  [T.TABLESAMPLE]: onlyBefore(T.BERNOULLI, T.SYSTEM),
  [T.TRIM]: called,
  [T.TRY_CAST]: called,
  [T.WINDOW]: ({ at }) => (isName(at(1)) && at(2) === T.AS && at(3) === T.LPAREN ? undefined : T.WORD),
  [T.WITH]: ({ at }) => {
    if (afterQueryName.has(at(2))) return undefined;
    return at(1) === T.FUNCTION ? T.WITH_FUNCTION : at(1) === T.SESSION ? T.WITH_SESSION : undefined;
  },
  [T.WITHIN]: onlyBefore(T.GROUP),
};
