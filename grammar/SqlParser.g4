/*
 * The query language of Trino 476 and of Amazon Redshift in one grammar.
 *
 * What only one of them has is refused for the other by its keywords (src/sql/parse/keywords.ts) or in
 * src/sql/parse/to-ast. Every choice that a query makes often is made by one token of lookahead. Above all a
 * parenthesis is read before it is known what it holds (rules `parenthesized` and `tablePrimary`), so that nested
 * parentheses are read once, not once a level.
 *
 * Sources: the statements' pages of Trino's documentation (SELECT, MATCH_RECOGNIZE, Row pattern recognition in window
 * structures, JSON functions, Table functions, CREATE VIEW) and of the Amazon Redshift Database Developer Guide (SELECT,
 * Querying semistructured data, CREATE VIEW).
 */
parser grammar SqlParser;

options { tokenVocab = SqlLexer; }

// What can be parsed by itself

wholeStatement: statement SEMICOLON? EOF;
wholeQuery: query EOF;
wholeExpression: expression EOF;
wholeDataType: dataType EOF;
wholeName: qualifiedName EOF;

statement
    : query
    | rootQuery
    | createView
    | dropView
    ;

createView
    : CREATE (OR REPLACE)? VIEW qualifiedName columnNames?
      (COMMENT comment=STRING)? (SECURITY security=(DEFINER | INVOKER))? (WITH LPAREN property (COMMA property)* RPAREN)?
      AS query (WITH NO SCHEMA BINDING)?
    ;

property: identifier EQ (DEFAULT | expression);

dropView: DROP VIEW (IF EXISTS)? qualifiedName;

// What a query that is a whole statement may have before it

rootQuery
    : sessionClause functionClause? query
    | functionClause query
    ;

sessionClause: WITH_SESSION SESSION sessionProperty (COMMA sessionProperty)*;

sessionProperty: qualifiedName EQ expression;

functionClause: WITH_FUNCTION inlineFunction (COMMA inlineFunction)*;

inlineFunction
    : FUNCTION identifier LPAREN (functionParameter (COMMA functionParameter)*)? RPAREN RETURNS dataType
      functionCharacteristic* (returnStatement | blockStatement | sourceCode)
    ;

functionParameter: identifier dataType;

functionCharacteristic
    : LANGUAGE language=identifier
    | NOT? DETERMINISTIC
    | (RETURNS NULL | CALLED) ON NULL INPUT
    | SECURITY security=(DEFINER | INVOKER)
    | COMMENT comment=STRING
    | WITH LPAREN property (COMMA property)* RPAREN
    ;

routineStatement
    : returnStatement
    | blockStatement
    | SET identifier EQ expression
    | IF branch (ELSEIF branch)* elseBranch? END IF
    | CASE operandValue=expression? (WHEN branch)+ elseBranch? END CASE
    | ITERATE identifier
    | LEAVE identifier
    | (identifier COLON)? loopStatement
    ;

returnStatement: RETURN operand;

sourceCode: AS DOLLAR_QUOTED;

blockStatement: BEGIN (variableDeclaration SEMICOLON)* statementList? END;

variableDeclaration: DECLARE identifier (COMMA identifier)* dataType (DEFAULT operand)?;

loopStatement
    : LOOP statementList END LOOP
    | WHILE expression DO statementList END WHILE
    | REPEAT statementList UNTIL expression END REPEAT
    ;

branch: expression THEN statementList;

elseBranch: ELSE statementList;

statementList: (routineStatement SEMICOLON)+;

// Queries

query: withClause? queryTerm setOperation* resultClause*;

// A query that does not begin with a parenthesis.
plainQuery
    : withClause queryTerm setOperation* resultClause*
    | plainTerm setOperation* resultClause*
    ;

withClause: WITH RECURSIVE? namedQuery (COMMA namedQuery)*;

namedQuery: identifier columnNames? AS LPAREN query RPAREN;

queryTerm
    : plainTerm
    | LPAREN query RPAREN
    ;

plainTerm
    : select
    | VALUES expression (COMMA expression)*
    | TABLE qualifiedName
    ;

// INTERSECT binds tighter than the others: to-ast/query.ts sees to that.
setOperation
    : operator=(UNION | INTERSECT | EXCEPT | MINUS_SET) quantifier=(ALL | DISTINCT)? corresponding? queryTerm
    ;

corresponding: CORRESPONDING (BY columnNames)?;

// The order of the clauses differs by dialect: to-ast/query.ts sees to that.
resultClause
    : orderBy
    | OFFSET rowCount (ROW | ROWS)?
    | LIMIT (ALL | rowCount)
    | FETCH (FIRST | NEXT) rowCount? (ROW | ROWS) (ONLY | WITH TIES)
    ;

rowCount: INTEGER | QUESTION;

orderBy: ORDER BY sortItem (COMMA sortItem)*;

sortItem: expression direction=(ASC | DESC)? (NULLS nulls=(FIRST | LAST))?;

select
    : SELECT quantifier=(ALL | DISTINCT)? (TOP rowCount ALL? DISTINCT?)? selectItem (COMMA selectItem)* exclude?
      from? where? connectBy? groupBy? having? qualify? windowClause?
    ;

selectItem
    : ASTERISK
    | expression (AS? alias=identifier | DOT_STAR ASTERISK (AS columnNames)?)?
    ;

exclude: EXCLUDE (columnNames | identifier);

from: FROM relation (COMMA relation)*;

where: WHERE expression;

connectBy
    : START WITH starts=expression CONNECT BY condition=expression
    | CONNECT BY condition=expression (START WITH starts=expression)?
    ;

groupBy: GROUP BY quantifier=(ALL | DISTINCT)? (groupingElement (COMMA groupingElement)*)?;

groupingElement
    : AUTO
    | expression
    | kind=(ROLLUP | CUBE) LPAREN groupingSets RPAREN
    | GROUPING_SETS SETS LPAREN groupingSets RPAREN
    ;

groupingSets: expression (COMMA expression)*;

having: HAVING expression;

qualify: QUALIFY expression;

windowClause: WINDOW windowDefinition (COMMA windowDefinition)*;

windowDefinition: identifier AS windowSpecification;

// Relations

relation: tableFactor joinTail*;

joinTail
    : CROSS JOIN tableFactor
    | NATURAL joinType JOIN tableFactor
    | joinType JOIN relation (ON expression | USING columnNames)
    ;

joinType: INNER? | (LEFT | RIGHT | FULL) OUTER?;

tableFactor: tablePrimary tableAlias? (tableTransformation tableAlias?)? sample?;

tableAlias: AS? identifier (AT identifier)? columnNames?;

tableTransformation
    : matchRecognize
    | pivot
    | unpivot
    ;

sample: TABLESAMPLE method=(BERNOULLI | SYSTEM) LPAREN expression RPAREN;

tablePrimary
    : qualifiedName (tableVersion | navigationStep+)?
    | LPAREN (plainQuery | relation setOperation* resultClause*) RPAREN
    | UNNEST LPAREN expression (COMMA expression)* RPAREN (WITH (ORDINALITY | OFFSET))?
    | LATERAL LPAREN query RPAREN
    | TABLE LPAREN tableFunctionCall RPAREN
    | jsonTable
    | UNPIVOT expression
    ;

tableVersion: FOR kind=(TIMESTAMP | VERSION) AS OF operand;

navigationStep: LBRACKET expression RBRACKET (DOT identifier)*;

pivot
    : PIVOT LPAREN aggregates+=aliasedExpression (COMMA aggregates+=aliasedExpression)*
      FOR qualifiedName IN LPAREN values+=aliasedExpression (COMMA values+=aliasedExpression)* RPAREN RPAREN
    ;

aliasedExpression: expression (AS? alias=identifier)?;

unpivot
    : UNPIVOT (nulls=(INCLUDE | EXCLUDE) NULLS)? LPAREN value=identifier
      FOR name=identifier IN LPAREN aliasedExpression (COMMA aliasedExpression)* RPAREN RPAREN
    ;

tableFunctionCall
    : qualifiedName LPAREN (tableFunctionArgument (COMMA tableFunctionArgument)*)?
      (COPARTITION copartitionedTables (COMMA copartitionedTables)*)? RPAREN
    ;

tableFunctionArgument: (identifier NAMES_ARGUMENT)? (tableArgument | descriptor | expression);

tableArgument
    : TABLE LPAREN (qualifiedName | query) RPAREN tableAlias?
      (PARTITION BY partition=expression)?
      (whenEmpty=(PRUNE | KEEP) WHEN EMPTY)?
      (ORDER BY (LPAREN sortItem (COMMA sortItem)* RPAREN | sortItem (COMMA sortItem)*))?
    ;

descriptor: DESCRIPTOR LPAREN descriptorField (COMMA descriptorField)* RPAREN;

descriptorField: identifier dataType?;

copartitionedTables: LPAREN qualifiedName COMMA qualifiedName (COMMA qualifiedName)* RPAREN;

// Row pattern recognition

matchRecognize
    : MATCH_RECOGNIZE LPAREN
      (PARTITION BY expression (COMMA expression)*)?
      orderBy?
      (MEASURES measure (COMMA measure)*)?
      rowsPerMatch?
      (AFTER MATCH afterMatch)?
      PATTERN LPAREN rowPattern RPAREN
      (SUBSET patternSubset (COMMA patternSubset)*)?
      DEFINE patternDefinition (COMMA patternDefinition)*
      RPAREN
    ;

measure: expression AS identifier;

rowsPerMatch
    : ONE ROW PER MATCH
    | ALL ROWS PER MATCH (unmatched=(SHOW | OMIT) EMPTY MATCHES | WITH UNMATCHED ROWS)?
    ;

afterMatch
    : SKIP_ TO NEXT ROW
    | SKIP_ PAST LAST ROW
    | SKIP_ TO which=(FIRST | LAST)? identifier
    ;

patternSubset: name=identifier EQ columnNames;

patternDefinition: identifier AS expression;

rowPattern: patternSequence (PIPE patternSequence)*;

patternSequence: patternTerm+;

patternTerm: patternPrimary patternQuantifier?;

patternQuantifier
    : (sign=(ASTERISK | PLUS | QUESTION)
    | LBRACE exactly=INTEGER RBRACE
    | LBRACE least=INTEGER? COMMA most=INTEGER? RBRACE) reluctant=QUESTION?
    ;

patternPrimary
    : PERMUTE LPAREN rowPattern (COMMA rowPattern)+ RPAREN
    | identifier
    | LPAREN rowPattern? RPAREN
    | anchor=(CARET | DOLLAR)
    | LBRACE_MINUS rowPattern MINUS_RBRACE
    ;

// Expressions, from the operators that bind least to those that bind most

expression: conjunction (OR conjunction)*;

conjunction: predicate (AND predicate)*;

predicate: NOT* operand predicateTail?;

predicateTail
    : comparison=(EQ | NE | LT | LE | GT | GE) (operand | quantifier=(ALL_OF | ANY_OF) LPAREN query RPAREN)
    | IS NOT? (test=(NULL | TRUE | FALSE | UNKNOWN) | DISTINCT FROM operand)
    | NOT? (
        BETWEEN low=operand AND high=operand
      | IN parenthesized
      | (LIKE | ILIKE | SIMILAR TO) pattern=operand (ESCAPE escape=operand)?
      )
    | postfix=(ISNULL | NOTNULL)
    ;

operand
    : prefixOperator* sum
      (( CONCAT | PIPE | AMPERSAND | HASH | SHIFT_LEFT | SHIFT_RIGHT | TILDE | NOT_TILDE | LIKE_SIGN | NOT_LIKE_SIGN | ILIKE_SIGN
       | NOT_ILIKE_SIGN) prefixOperator* sum)*
    ;

prefixOperator: SQUARE_ROOT | CUBE_ROOT | AT_SIGN | TILDE;

sum: product ((PLUS | MINUS) product)*;

// `^` binds tighter than the others: to-ast/operators.ts sees to that.
product: factor ((ASTERISK | SLASH | PERCENT | CARET) factor)*;

factor: (PLUS | MINUS | PRIOR)* primary suffix*;

suffix
    : DOT field=identifier
    | LBRACKET index=operand RBRACKET
    | call
    | CAST_COLONS dataType
    | OUTER_JOIN_SIGN
    | AT TIME ZONE zone=primary
    ;

primary
    : INTEGER
    | DECIMAL
    | DOUBLE_NUMBER
    | STRING
    | BINARY
    | NULL
    | TRUE
    | FALSE
    | QUESTION
    | unicodeString
    | nameExpression
    | policyFunction
    | parenthesized
    | caseExpression
    | cast
    | currentValue
    | EXISTS LPAREN query RPAREN
    | DOUBLE PRECISION STRING
    | zonedLiteral
    | interval
    | objectTransform
    | arrayConstructor
    | rowConstructor
    | extract
    | trim
    | substring
    | position
    | normalize
    | grouping
    | jsonExists
    | jsonValue
    | jsonQuery
    | jsonObject
    | jsonArray
    ;

zonedLiteral: ZONED_LITERAL (WITH | WITHOUT) TIME ZONE STRING;

objectTransform
    : OBJECT_TRANSFORM LPAREN input=expression (KEEP expression (COMMA expression)*)?
      (SET objectAssignment (COMMA objectAssignment)*)? RPAREN
    ;

objectAssignment: path=expression COMMA value=expression;

unicodeString: UNICODE_STRING (UESCAPE escape=STRING)?;

nameExpression
    : identifier (STRING | OVER window)?
    | prefix=(APPROXIMATE | RUNNING | FINAL) identifier
    ;

// Of predicates and masks in policies only: src/sql/parse/tokenize.ts makes its token only where it is asked to.
policyFunction: POLICY_FUNCTION LPAREN (expression (COMMA expression)*)? RPAREN;

// A value, a row, a query, or the parameters of a lambda expression.
parenthesized
    : LPAREN (plainQuery | expression (COMMA expression)* setOperation* resultClause*)? RPAREN
    ;

caseExpression: CASE operandValue=expression? when+ (ELSE otherwise=expression)? END;

when: WHEN condition=expression THEN result=expression;

cast
    : (CAST | TRY_CAST) LPAREN expression AS dataType RPAREN
    | CONVERT LPAREN dataType COMMA expression RPAREN
    ;

currentValue
    : CURRENT_CATALOG
    | CURRENT_DATE
    | CURRENT_PATH
    | CURRENT_SCHEMA
    | CURRENT_TIME
    | CURRENT_TIMESTAMP
    | CURRENT_USER
    | CURRENT_USER_ID
    | LOCALTIME
    | LOCALTIMESTAMP
    | SESSION_USER
    | SYSDATE
    | USER
    ;

interval: INTERVAL sign=(PLUS | MINUS)? STRING (low=intervalUnit (TO high=intervalUnit)? secondDigits?)?;

secondDigits: LPAREN INTEGER RPAREN;

intervalUnit: YEAR | MONTH | DAY | HOUR | MINUTE | SECOND;

arrayConstructor: ARRAY_OPEN LBRACKET (expression (COMMA expression)*)? RBRACKET;

rowConstructor: ROW_OPEN LPAREN expression (COMMA expression)* RPAREN;

extract: EXTRACT LPAREN identifier FROM expression RPAREN;

trim
    : TRIM LPAREN
      ( side=(BOTH | LEADING | TRAILING) characters=expression? FROM source=expression
      | first=expression (FROM source=expression | COMMA characters=expression)?
      ) RPAREN
    ;

substring
    : SUBSTRING LPAREN expression
      (FROM expression (FOR expression)? | (COMMA expression)*) RPAREN
    ;

position: POSITION LPAREN operand IN operand RPAREN;

normalize: NORMALIZE LPAREN expression (COMMA form=(NFC | NFD | NFKC | NFKD))? RPAREN;

grouping: GROUPING LPAREN (qualifiedName (COMMA qualifiedName)*)? RPAREN;

// Calls and windows

call
    : LPAREN (quantifier=(ALL | DISTINCT)? argument (COMMA argument)*)? inner=nullTreatment? orderBy? overflow? RPAREN
      (WITHIN GROUP LPAREN within=orderBy RPAREN)?
      (FILTER LPAREN WHERE filter=expression RPAREN)?
      (outer=nullTreatment? OVER window)?
    ;

argument
    : ASTERISK
    | expression (DOT_STAR ASTERISK | ARROW argument)?
    ;

overflow: ON OVERFLOW (ERROR | TRUNCATE filler=STRING? (WITH COUNT | WITHOUT COUNT));

nullTreatment: (IGNORE | RESPECT) NULLS;

window
    : identifier
    | windowSpecification
    ;

windowSpecification
    : LPAREN base=identifier? (PARTITION BY expression (COMMA expression)*)? orderBy? windowFrame? RPAREN
    ;

windowFrame
    : (MEASURES measure (COMMA measure)*)?
      unit=(ROWS | RANGE | GROUPS) (frameBound | BETWEEN frameBound AND frameBound)
      (AFTER MATCH afterMatch)?
      search=(INITIAL | SEEK)?
      (PATTERN LPAREN rowPattern RPAREN)?
      (SUBSET patternSubset (COMMA patternSubset)*)?
      (DEFINE patternDefinition (COMMA patternDefinition)*)?
    ;

frameBound
    : UNBOUNDED side=(PRECEDING | FOLLOWING)
    | CURRENT ROW
    | expression side=(PRECEDING | FOLLOWING)
    ;

// JSON

jsonExists: JSON_EXISTS LPAREN jsonPath (onError=(TRUE | FALSE | UNKNOWN | ERROR) ON ERROR)? RPAREN;

jsonValue
    : JSON_VALUE LPAREN jsonPath (RETURNING dataType)? valueFallback* RPAREN
    ;

jsonQuery
    : JSON_QUERY LPAREN jsonPath jsonReturning? jsonWrapper? jsonQuotes? queryFallback* RPAREN
    ;

jsonObject
    : JSON_OBJECT LPAREN
      (jsonMember (COMMA jsonMember)* (onNull=(NULL | ABSENT) ON NULL)? ((WITH | WITHOUT) UNIQUE KEYS?)?)?
      jsonReturning?
      RPAREN
    ;

jsonArray
    : JSON_ARRAY LPAREN
      (jsonElement (COMMA jsonElement)* (onNull=(NULL | ABSENT) ON NULL)?)?
      jsonReturning?
      RPAREN
    ;

jsonPath
    : input=expression jsonFormat? COMMA STRING (AS name=identifier)? (PASSING jsonArgument (COMMA jsonArgument)*)?
    ;

jsonArgument: expression jsonFormat? AS identifier;

jsonFormat: FORMAT JSON (ENCODING encoding=(UTF8 | UTF16 | UTF32))?;

jsonReturning: RETURNING dataType jsonFormat?;

jsonWrapper
    : WITHOUT ARRAY? WRAPPER
    | WITH kind=(CONDITIONAL | UNCONDITIONAL)? ARRAY? WRAPPER
    ;

jsonQuotes: (KEEP | OMIT) QUOTES (ON SCALAR STRING_WORD)?;

valueFallback: behavior=(NULL | ERROR) ON onWhat=(EMPTY | ERROR) | DEFAULT expression ON onWhat=(EMPTY | ERROR);

queryFallback: (NULL | ERROR | EMPTY (ARRAY | OBJECT)) ON onWhat=(EMPTY | ERROR);

jsonMember
    : KEY name=expression VALUE value=expression jsonFormat?
    | name=expression (VALUE | COLON) value=expression jsonFormat?
    ;

jsonElement: expression jsonFormat?;

jsonTable
    : JSON_TABLE LPAREN jsonPath
      COLUMNS LPAREN jsonColumn (COMMA jsonColumn)* RPAREN
      jsonTablePlan?
      (onError=(ERROR | EMPTY) ON ERROR)?
      RPAREN
    ;

jsonColumn
    : identifier FOR ORDINALITY
    | identifier dataType jsonFormat? (PATH STRING)? jsonWrapper? jsonQuotes? jsonColumnFallback*
    | NESTED PATH? STRING (AS name=identifier)? COLUMNS LPAREN jsonColumn (COMMA jsonColumn)* RPAREN
    ;

jsonColumnFallback
    : (NULL | ERROR | EMPTY (ARRAY | OBJECT) | DEFAULT expression) ON onWhat=(EMPTY | ERROR)
    ;

jsonTablePlan
    : PLAN LPAREN jsonPlan RPAREN
    | PLAN DEFAULT LPAREN jsonPlanJoin (COMMA jsonPlanJoin)? RPAREN
    ;

jsonPlanJoin: OUTER | INNER | UNION | CROSS;

jsonPlan: jsonPlanTerm (jsonPlanJoin jsonPlanTerm)*;

jsonPlanTerm
    : identifier
    | LPAREN jsonPlan RPAREN
    ;

// Data types

dataType: simpleType ARRAY*;

simpleType
    : ROW_OPEN LPAREN rowField (COMMA rowField)* RPAREN
    | INTERVAL low=intervalUnit (TO high=intervalUnit)? secondDigits?
    | DOUBLE PRECISION
    | identifier (
        LT dataType (COMMA dataType)* GT
      | VARYING? (LPAREN typeParameter (COMMA typeParameter)* RPAREN)? (zone=(WITH | WITHOUT) TIME ZONE)?
      )
    ;

rowField
    : identifier dataType
    | dataType
    ;

typeParameter
    : INTEGER
    | dataType
    ;

// Names

columnNames: LPAREN identifier (COMMA identifier)* RPAREN;

qualifiedName: identifier (DOT identifier)*;

identifier
    : WORD
    | QUOTED
    | FUNCTION_NAME
    | ABSENT | AFTER | ARRAY | ASC | BEGIN | BERNOULLI | BINDING | CALLED | CASCADE | COLUMNS | COMMENT | CONDITIONAL
    | CORRESPONDING | COUNT | CURRENT | DAY | DECLARE | DEFAULT | DEFINE | DEFINER | DESC | DETERMINISTIC | DO
    | ELSEIF | EMPTY | ENCODING | ERROR | FIRST | FOLLOWING | FORMAT | FUNCTION | GROUPS | HOUR | IF | INCLUDE
    | INITIAL | INPUT | INVOKER | ITERATE | JSON | KEEP | KEY | KEYS | LANGUAGE | LAST | LEAVE | LOOP | MATCH
    | MATCHES | MEASURES | MINUTE | MONTH | NESTED | NEXT | NFC | NFD | NFKC | NFKD | NO | NULLS | OBJECT | OF | OMIT
    | ONE | ONLY | ORDINALITY | OVERFLOW | PASSING | PAST | PATH | PATTERN | PER | PERMUTE | PLAN | PRECEDING
    | PRECISION | PRUNE | QUOTES | RANGE | REPEAT | RESTRICT | RETURN | RETURNING | RETURNS | ROW | ROWS | SCALAR
    | SCHEMA | SECOND | SECURITY | SEEK | SESSION | SET | SETS | SHOW | STRING_WORD | SUBSET | SYSTEM | TIES | TIME
    | TIMESTAMP | TO | TRUNCATE | UNBOUNDED | UNCONDITIONAL | UNIQUE | UNKNOWN | UNMATCHED | UNTIL | UTF16 | UTF32
    | UTF8 | VALUE | VARYING | VERSION | VIEW | WHILE | WITHOUT | WRAPPER | YEAR | ZONE
    ;
