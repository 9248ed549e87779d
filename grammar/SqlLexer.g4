/*
 * The words and signs of SQL, for Trino 476 and Amazon Redshift together.
 *
 * A keyword is a WORD here: which words are keywords depends on the dialect and on their neighbours, so
 * src/sql/parse/tokenize.ts gives them their types (see src/sql/parse/keywords.ts). That also makes keywords
 * case-insensitive and keeps the automaton small.
 *
 * Sources: "Keywords and identifiers", "SELECT" and "Data types" of Trino's documentation; "Names and identifiers",
 * "Literals" and "Operators" of the Amazon Redshift Database Developer Guide.
 */
lexer grammar SqlLexer;

tokens {
    // Operators of several signs that only Redshift has: src/sql/parse/operators.ts makes them of whole runs of signs.
    SQUARE_ROOT, CUBE_ROOT, LIKE_SIGN, NOT_LIKE_SIGN, ILIKE_SIGN, NOT_ILIKE_SIGN, UNKNOWN_OPERATOR,

    // `(+)` of Redshift, behind the column of an outer join's optional side.
    OUTER_JOIN_SIGN,

    // A word that is reserved in the dialect and that no rule uses; one that names a function before a parenthesis.
    RESERVED, FUNCTION_NAME,

    // WITH before the functions and the session properties of a whole statement.
    WITH_FUNCTION, WITH_SESSION,

    // A sign and the name right behind it, where the reader asks for policy functions: `@isInGroups`.
    POLICY_FUNCTION,

    // Signs and words that are told apart from their other uses by what stands beside them: `array [`, `row (`,
    // `grouping sets`, `= all (`, `= any (`, `. *`, `timestamp with time zone '`.
    ARRAY_OPEN, ROW_OPEN, GROUPING_SETS, ALL_OF, ANY_OF, DOT_STAR, ZONED_LITERAL,

    // Keywords that never are names.
    AND, ANY, AS, AUTO, BETWEEN, BY, CASE, CAST, COLLATE, CONNECT, CONVERT, COPARTITION, CREATE, CROSS, CUBE, DISTINCT, DROP, ELSE, END, ESCAPE,
    EXCEPT, EXCLUDE, EXISTS, EXTRACT, FALSE, FETCH, FILTER, FOR, FROM, FULL, GROUP, GROUPING, HAVING, ILIKE, IN, INNER,
    INTERSECT, INTERVAL, INTO, IS, ISNULL, JOIN, JSON_ARRAY, JSON_EXISTS, JSON_OBJECT, JSON_QUERY, JSON_TABLE, JSON_VALUE,
    LATERAL, LEFT, LIKE, LIMIT, LISTAGG, MATCH_RECOGNIZE, MINUS_SET, NATURAL, NORMALIZE, NOT, NOTNULL, NULL, OBJECT_TRANSFORM, ON, OR, ORDER, OUTER,
    PARTITION, PIVOT, POSITION, PRIOR, QUALIFY, RECURSIVE, RIGHT, ROLLUP, SELECT, SIMILAR, SKIP_, SOME, START, SUBSTRING, TABLE,
    TABLESAMPLE, THEN, TOP, TRIM, TRUE, TRY_CAST, UESCAPE, UNION, UNNEST, UNPIVOT, USING, VALUES, WHEN, WHERE, WINDOW, WITH,
    CURRENT_CATALOG, CURRENT_DATE, CURRENT_PATH, CURRENT_SCHEMA, CURRENT_TIME, CURRENT_TIMESTAMP, CURRENT_USER,
    CURRENT_USER_ID, LOCALTIME, LOCALTIMESTAMP, SESSION_USER, SYSDATE, USER, APPROXIMATE, BOTH, LEADING, TRAILING,
    AT, DOUBLE, OFFSET, OVER, WITHIN, IGNORE, RESPECT, RUNNING, FINAL, DESCRIPTOR, REPLACE,

    // Keywords that are names wherever no rule wants the keyword: the rule `identifier` has the same list.
    ABSENT, AFTER, ALL, ARRAY, ASC, BEGIN, BERNOULLI, CALLED, CASCADE, COLUMNS, COMMENT, CONDITIONAL, CORRESPONDING,
    COUNT, CURRENT, DAY, DECLARE, DEFAULT, DEFINE, DEFINER, DESC, DETERMINISTIC, DO, ELSEIF, EMPTY, ENCODING, ERROR,
    FIRST, FOLLOWING, FORMAT, FUNCTION, GROUPS, HOUR, IF, INCLUDE, INITIAL, INPUT, INVOKER, ITERATE, JSON, KEEP, KEY,
    KEYS, LANGUAGE, LAST, LEAVE, LOOP, MATCH, MATCHES, MEASURES, MINUTE, MONTH, NESTED, NEXT, NFC, NFD, NFKC, NFKD,
    NO, NULLS, OBJECT, OF, OMIT, ONE, ONLY, ORDINALITY, OVERFLOW, PASSING, PAST, PATH, PATTERN, PER, PERMUTE, PLAN,
    PRECEDING, PRECISION, PRUNE, QUOTES, RANGE, REPEAT, RESTRICT, RETURN, RETURNING, RETURNS, ROW, ROWS, SCALAR,
    SCHEMA, SECOND, SECURITY, SEEK, SESSION, SET, SETS, SHOW, STRING_WORD, SUBSET, SYSTEM, TIES, TIME, TIMESTAMP, TO,
    TRUNCATE, UNBOUNDED, UNCONDITIONAL, UNIQUE, UNKNOWN, UNMATCHED, UNTIL, UTF16, UTF32, UTF8, VALUE, VARYING,
    VERSION, VIEW, WHILE, WITHOUT, WRAPPER, YEAR, ZONE, BINDING
}

LPAREN: '(';
RPAREN: ')';
LBRACKET: '[';
RBRACKET: ']';
LBRACE: '{';
RBRACE: '}';
LBRACE_MINUS: '{-';
MINUS_RBRACE: '-}';
COMMA: ',';
SEMICOLON: ';';
DOT: '.';
CAST_COLONS: '::';
COLON: ':';
QUESTION: '?';

EQ: '=';
NE: '<>' | '!=';
LT: '<';
LE: '<=';
GT: '>';
GE: '>=';
PLUS: '+';
MINUS: '-';
ASTERISK: '*';
SLASH: '/';
PERCENT: '%';
CARET: '^';
CONCAT: '||';
PIPE: '|';
AMPERSAND: '&';
HASH: '#';
SHIFT_LEFT: '<<';
SHIFT_RIGHT: '>>';
TILDE: '~';
NOT_TILDE: '!~';
AT_SIGN: '@';
DOLLAR: '$';
ARROW: '->';
NAMES_ARGUMENT: '=>';

STRING: '\'' (~'\'' | '\'\'')* '\'';
UNICODE_STRING: [uU] '&\'' (~'\'' | '\'\'')* '\'';
BINARY: [xX] '\'' ~'\''* '\'';
QUOTED: '"' (~'"' | '""')* '"';

INTEGER
    : DIGITS
    | '0' [xX] '_'? [0-9a-fA-F] ('_'? [0-9a-fA-F])*
    | '0' [oO] '_'? [0-7] ('_'? [0-7])*
    | '0' [bB] '_'? [01] ('_'? [01])*
    ;
DECIMAL: DIGITS '.' DIGITS? | '.' DIGITS;
DOUBLE_NUMBER: (DIGITS ('.' DIGITS?)? | '.' DIGITS) [eE] [+-]? [0-9]+;
WORD: [a-zA-Z_] [a-zA-Z0-9_]*;

// The code of a function in another language than SQL.
DOLLAR_QUOTED: '$$' .*? '$$';

LINE_COMMENT: '--' ~[\r\n]*;
BLOCK_COMMENT: '/*' (~'*' | '*'+ ~[*/])* '*'+ '/';
SPACE: [ \t\r\n\f\u000B]+ -> skip;

// What is no SQL, as tokens, so that the message can say what it is.
UNCLOSED_STRING: ([uU] '&')? '\'' (~'\'' | '\'\'')*;
UNCLOSED_QUOTED: '"' (~'"' | '""')*;
UNCLOSED_COMMENT: '/*' (~'*' | '*'+ ~[*/])* '*'*;
MALFORMED_NUMBER: [0-9] [a-zA-Z0-9_]*;
FOREIGN_WORD: [a-zA-Z_\u0080-\u{10FFFF}] [a-zA-Z0-9_\u0080-\u{10FFFF}]*;
BACKQUOTED: '`' ~[`\r\n]* '`';
UNKNOWN_CHARACTER: .;

fragment DIGITS: [0-9] ('_'? [0-9])*;
