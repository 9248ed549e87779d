import type { Dialect } from '../dialect.js';
import { reservedWords } from '../reserved-words.js';
import { SqlLexer } from './generated/SqlLexer.js';

/** The spelling of a token type for a word, if its name has another use. */
const spellings: ReadonlyMap<string, string> = new Map([
  ['MINUS_SET', 'MINUS'],
  ['SKIP_', 'SKIP'],
  ['STRING_WORD', 'STRING'],
]);

/** Types that depend on neighbours, and not on the word itself; see refine.ts. */
const contextual = new Set([
  'RESERVED',
  'WITH_FUNCTION',
  'WITH_SESSION',
  'POLICY_FUNCTION',
  'SQUARE_ROOT',
  'CUBE_ROOT',
  'LIKE_SIGN',
  'NOT_LIKE_SIGN',
  'ILIKE_SIGN',
  'NOT_ILIKE_SIGN',
  'UNKNOWN_OPERATOR',
  'OUTER_JOIN_SIGN',
  'ZONED_LITERAL',
  'ARRAY_OPEN',
  'ROW_OPEN',
  'GROUPING_SETS',
  'ALL_OF',
  'ANY_OF',
  'DOT_STAR',
]);

/** Keywords that one dialect does not have: there they are names. */
const missing: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  trino: new Set(
    (
      'APPROXIMATE COLLATE CONNECT CONVERT CURRENT_USER_ID EXCLUDE ILIKE INCLUDE ISNULL MINUS NOTNULL OBJECT_TRANSFORM PIVOT PRIOR QUALIFY ' +
      'SESSION_USER SIMILAR START SYSDATE TOP UNPIVOT USER'
    ).split(' '),
  ),
  redshift: new Set(
    (
      'AUTO BEGIN CALLED CURRENT_CATALOG CURRENT_PATH DECLARE DESCRIPTOR DETERMINISTIC DO ELSEIF FILTER FINAL FUNCTION INPUT ITERATE ' +
      'JSON_ARRAY JSON_EXISTS JSON_OBJECT JSON_QUERY JSON_TABLE JSON_VALUE LANGUAGE LATERAL LEAVE LOOP MATCH_RECOGNIZE NORMALIZE ' +
      'REPEAT RETURN RETURNS RUNNING SESSION SKIP TABLESAMPLE UESCAPE UNTIL WHILE WINDOW'
    ).split(' '),
  ),
};

/** The token type of every keyword of a dialect, by the keyword in upper case. */
export const keywords: Readonly<Record<Dialect, ReadonlyMap<string, number>>> = {
  trino: keywordsOf('trino'),
  redshift: keywordsOf('redshift'),
};

function keywordsOf(dialect: Dialect): ReadonlyMap<string, number> {
  const types = new Map<string, number>();
  for (const word of reservedWords[dialect]) types.set(word, SqlLexer.RESERVED);
  SqlLexer.symbolicNames.forEach((name, type) => {
    if (name === null || SqlLexer.ruleNames.includes(name) || contextual.has(name)) return;
    const word = spellings.get(name) ?? name;
    if (!missing[dialect].has(word)) types.set(word, type);
  });
  return types;
}
