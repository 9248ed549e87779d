/**
 * The SQL tree. The parser creates it, the rewriter changes it, and the printers print it. It covers the query languages of Trino 476 and
 * Amazon Redshift. A kind that only one of them has is marked with its name.
 *
 * Two rules apply everywhere. Nothing that changes the meaning is lost. What does not change the meaning has one form only, so that two
 * spellings of one query give the same tree:
 * - keywords, white space, comments and superfluous parentheses are not kept; `!=` is `<>`; SOME is ANY; INNER and OUTER, the ALL of SELECT
 * ALL and the DISTINCT of UNION DISTINCT, ASC, and the AS of an alias are the same as their defaults;
 * - a list that is not written is empty, a part that is not written is undefined;
 * - terms of one AND (or OR) are in one list, never nested;
 * - a chain of names (`a.b.c`) is one ColumnReference: scope decides which part is a table and which a field.
 */

/** The start of a node in the parsed text: line and column count from 1, offset counts UTF-16 units from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

interface Located {
  /** Absent in trees that were built, not parsed. Ignored by equality and by printing. */
  readonly position?: Position | undefined;
}

// Names

/**
 * One part of a name, with the quotes and their escapes removed. `quoted` is kept because it can matter: the labels of a row
 * pattern fold to upper case unless quoted. A printer adds quotes wherever the dialect needs them.
 */
export interface Identifier extends Located {
  readonly kind: 'Identifier';
  readonly value: string;
  readonly quoted: boolean;
}

/** A dotted name of a table, view or function, one part or more. */
export interface QualifiedName extends Located {
  readonly kind: 'QualifiedName';
  readonly parts: readonly Identifier[];
}

// Statements

/** Statements. New kinds may be added: switch over it with assertNever. */
export type Statement = Query | RootQuery | CreateView | DropView;

export interface CreateView extends Located {
  readonly kind: 'CreateView';
  readonly name: QualifiedName;
  /** Redshift: names of the view's columns. */
  readonly columns: readonly Identifier[];
  readonly replace: boolean;
  /** Trino. */
  readonly comment?: string | undefined;
  /** Trino. */
  readonly security?: 'DEFINER' | 'INVOKER' | undefined;
  /** Trino: WITH (name = value). */
  readonly properties: readonly Property[];
  readonly query: Query;
  /** Redshift: the objects that the view reads are looked up only when it is queried. */
  readonly withNoSchemaBinding: boolean;
}

/** A property of a view or a table; without a value it is `name = DEFAULT`. */
export interface Property extends Located {
  readonly kind: 'Property';
  readonly name: Identifier;
  readonly value?: Expression | undefined;
}

export interface DropView extends Located {
  readonly kind: 'DropView';
  readonly name: QualifiedName;
  readonly ifExists: boolean;
}

/**
 * Trino: a query with session properties (WITH SESSION) and functions (WITH FUNCTION) that apply only to it; at least one of these. It is a
 * whole statement, so never part of a query or a view.
 */
export interface RootQuery extends Located {
  readonly kind: 'RootQuery';
  readonly session: readonly SessionProperty[];
  readonly functions: readonly InlineFunction[];
  readonly query: Query;
}

/** A property of Trino, or of a catalog where the name has two parts. */
export interface SessionProperty extends Located {
  readonly kind: 'SessionProperty';
  readonly name: QualifiedName;
  readonly value: Expression;
}

/** The characteristics of a function before its body are in the order of these properties, each once. */
export interface InlineFunction extends Located {
  readonly kind: 'InlineFunction';
  readonly name: Identifier;
  readonly parameters: readonly FunctionParameter[];
  readonly returns: DataType;
  readonly language?: Identifier | undefined;
  readonly deterministic?: boolean | undefined;
  readonly onNullInput?: 'RETURNS NULL' | 'CALLED' | undefined;
  readonly security?: 'DEFINER' | 'INVOKER' | undefined;
  readonly comment?: string | undefined;
  readonly properties: readonly Property[];
  readonly body: ReturnStatement | BlockStatement | SourceCode;
}

export interface FunctionParameter extends Located {
  readonly kind: 'FunctionParameter';
  readonly name: Identifier;
  readonly type: DataType;
}

/** The statements of a function in SQL. */
export type RoutineStatement =
  | ReturnStatement
  | BlockStatement
  | AssignmentStatement
  | IfStatement
  | CaseStatement
  | LoopStatement
  | WhileStatement
  | RepeatStatement
  | IterateStatement
  | LeaveStatement;

export interface ReturnStatement extends Located {
  readonly kind: 'ReturnStatement';
  readonly value: Expression;
}

/**
 * `AS $$…$$`: the code of a function in another language than SQL, such as Python. It begins with a line feed, does not contain `$$`, and
 * does not end with `$`.
 */
export interface SourceCode extends Located {
  readonly kind: 'SourceCode';
  readonly text: string;
}

/** `BEGIN … END`, with variables of its own. */
export interface BlockStatement extends Located {
  readonly kind: 'BlockStatement';
  readonly variables: readonly VariableDeclaration[];
  readonly statements: readonly RoutineStatement[];
}

/** `DECLARE a, b type DEFAULT value`: at least one name. */
export interface VariableDeclaration extends Located {
  readonly kind: 'VariableDeclaration';
  readonly names: readonly Identifier[];
  readonly type: DataType;
  readonly initial?: Expression | undefined;
}

/** `SET name = value`. */
export interface AssignmentStatement extends Located {
  readonly kind: 'AssignmentStatement';
  readonly variable: Identifier;
  readonly value: Expression;
}

/** `IF … ELSEIF … ELSE … END IF`: at least one branch; if `otherwise` is empty, there is no ELSE. */
export interface IfStatement extends Located {
  readonly kind: 'IfStatement';
  readonly branches: readonly StatementBranch[];
  readonly otherwise: readonly RoutineStatement[];
}

/** `CASE … END CASE`; without an operand the branches contain conditions. At least one branch; if `otherwise` is empty, there is no ELSE. */
export interface CaseStatement extends Located {
  readonly kind: 'CaseStatement';
  readonly operand?: Expression | undefined;
  readonly branches: readonly StatementBranch[];
  readonly otherwise: readonly RoutineStatement[];
}

/** `condition THEN …`: at least one statement. */
export interface StatementBranch extends Located {
  readonly kind: 'StatementBranch';
  readonly condition: Expression;
  readonly statements: readonly RoutineStatement[];
}

/** `LOOP … END LOOP`: at least one statement, as in the other loops. */
export interface LoopStatement extends Located {
  readonly kind: 'LoopStatement';
  readonly label?: Identifier | undefined;
  readonly statements: readonly RoutineStatement[];
}

/** `WHILE … DO … END WHILE`. */
export interface WhileStatement extends Located {
  readonly kind: 'WhileStatement';
  readonly label?: Identifier | undefined;
  readonly condition: Expression;
  readonly statements: readonly RoutineStatement[];
}

/** `REPEAT … UNTIL … END REPEAT`. */
export interface RepeatStatement extends Located {
  readonly kind: 'RepeatStatement';
  readonly label?: Identifier | undefined;
  readonly statements: readonly RoutineStatement[];
  readonly until: Expression;
}

/** `ITERATE label`: continues with the next iteration of a loop. */
export interface IterateStatement extends Located {
  readonly kind: 'IterateStatement';
  readonly label: Identifier;
}

/** `LEAVE label`: ends a loop. */
export interface LeaveStatement extends Located {
  readonly kind: 'LeaveStatement';
  readonly label: Identifier;
}

/** Created by programs only: the parser reads queries and views. */
export interface CreateSchema extends Located {
  readonly kind: 'CreateSchema';
  readonly name: QualifiedName;
  readonly ifNotExists: boolean;
}

/** Created by programs only. A table with the result of a query. */
export interface CreateTableAs extends Located {
  readonly kind: 'CreateTableAs';
  readonly name: QualifiedName;
  /** Trino. */
  readonly ifNotExists: boolean;
  /** Trino. */
  readonly properties: readonly Property[];
  readonly query: Query;
}

/** Created by programs only. Trino: the properties of a session, of Trino itself and of every catalog that the user sees. */
export interface ShowSession extends Located {
  readonly kind: 'ShowSession';
}

/** Created by programs only. Trino: EXPLAIN. `JSON` is the distributed plan as JSON, `ANALYZE` runs the statement. */
export interface Explain extends Located {
  readonly kind: 'Explain';
  readonly form: 'JSON' | 'LOGICAL' | 'DISTRIBUTED' | 'IO' | 'VALIDATE' | 'ANALYZE';
  readonly statement: Query | Insert | Update | Delete | Merge | ObjectStatement;
}

/** Created by programs only. Trino: a statement that consists of its words and the name of a table, a view or a schema. */
export interface ObjectStatement extends Located {
  readonly kind: 'ObjectStatement';
  readonly form:
    | 'ANALYZE'
    | 'DROP MATERIALIZED VIEW'
    | 'DROP TABLE'
    | 'REFRESH MATERIALIZED VIEW'
    | 'SHOW COLUMNS FROM'
    | 'SHOW CREATE TABLE'
    | 'SHOW FUNCTIONS FROM'
    | 'SHOW STATS FOR';
  readonly name: QualifiedName;
}

/** Created by programs only. Trino. */
export interface CreateMaterializedView extends Located {
  readonly kind: 'CreateMaterializedView';
  readonly name: QualifiedName;
  readonly query: Query;
}

/** Created by programs only. Trino. */
export interface Insert extends Located {
  readonly kind: 'Insert';
  readonly name: QualifiedName;
  /** The columns that the query is about, in its order; all of them if there is none. */
  readonly columns: readonly Identifier[];
  readonly query: Query;
}

/** Created by programs only. Trino: an UPDATE of some columns, each to the value at its place. */
export interface Update extends Located {
  readonly kind: 'Update';
  readonly name: QualifiedName;
  readonly columns: readonly Identifier[];
  readonly values: readonly Expression[];
  readonly where: Expression;
}

/** Created by programs only. Trino. */
export interface Delete extends Located {
  readonly kind: 'Delete';
  readonly name: QualifiedName;
  readonly where: Expression;
}

/** Created by programs only. Trino: a MERGE that deletes the rows that match. */
export interface Merge extends Located {
  readonly kind: 'Merge';
  readonly name: QualifiedName;
  readonly source: Relation;
  readonly condition: Expression;
}

/** Created by programs only. Trino: EXECUTE IMMEDIATE with the text of a query. */
export interface ExecuteImmediate extends Located {
  readonly kind: 'ExecuteImmediate';
  readonly query: Query;
}

/** Created by programs only. Trino: PREPARE of a query. */
export interface Prepare extends Located {
  readonly kind: 'Prepare';
  readonly name: Identifier;
  readonly query: Query;
}

/** Created by programs only. Trino: EXECUTE of a prepared statement. */
export interface ExecutePrepared extends Located {
  readonly kind: 'ExecutePrepared';
  readonly name: Identifier;
}

// Queries

/** A query with the clauses around its body. Canonical: its body is never a Query without clauses of its own. */
export interface Query extends Located {
  readonly kind: 'Query';
  readonly with?: With | undefined;
  readonly body: QueryBody;
  readonly orderBy: readonly SortItem[];
  readonly offset?: RowCount | undefined;
  readonly limit?: Limit | LimitAll | FetchFirst | undefined;
}

/**
 * A Query here is one in parentheses with its own ORDER BY, OFFSET or LIMIT; parentheses without these have no node. It has no WITH: Trino
 * allows WITH only at the beginning of a query or a subquery.
 */
export type QueryBody = Select | SetOperation | Values | TableQuery | Query;

/** A number of rows. */
export type RowCount = IntegerLiteral | Parameter;

export interface With extends Located {
  readonly kind: 'With';
  readonly recursive: boolean;
  readonly queries: readonly NamedQuery[];
}

export interface NamedQuery extends Located {
  readonly kind: 'NamedQuery';
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
  readonly query: Query;
}

export interface SortItem extends Located {
  readonly kind: 'SortItem';
  readonly expression: Expression;
  readonly descending: boolean;
  /** Kept only if written: by default, Trino always sorts NULL last, and Redshift sorts it first in descending order. */
  readonly nulls?: 'FIRST' | 'LAST' | undefined;
}

export interface Limit extends Located {
  readonly kind: 'Limit';
  readonly count: RowCount;
}

export interface LimitAll extends Located {
  readonly kind: 'LimitAll';
}

export interface FetchFirst extends Located {
  readonly kind: 'FetchFirst';
  /** One row when undefined. */
  readonly count?: RowCount | undefined;
  readonly withTies: boolean;
}

export interface SetOperation extends Located {
  readonly kind: 'SetOperation';
  readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT';
  readonly all: boolean;
  /** Trino: columns are matched by name. */
  readonly corresponding?: Corresponding | undefined;
  readonly left: QueryBody;
  readonly right: QueryBody;
}

/** Trino: CORRESPONDING, with BY and the columns unless there are none. */
export interface Corresponding extends Located {
  readonly kind: 'Corresponding';
  readonly columns: readonly Identifier[];
}

/** VALUES: a row of more than one column is a Row. */
export interface Values extends Located {
  readonly kind: 'Values';
  readonly rows: readonly Expression[];
}

/** `TABLE name` as a whole query. */
export interface TableQuery extends Located {
  readonly kind: 'TableQuery';
  readonly name: QualifiedName;
}

export interface Select extends Located {
  readonly kind: 'Select';
  readonly distinct: boolean;
  /** Redshift: TOP n. */
  readonly top?: RowCount | undefined;
  readonly items: readonly SelectItem[];
  /** Redshift: EXCLUDE, the columns that are left out of the result. */
  readonly exclude: readonly Identifier[];
  /** The relations between commas. */
  readonly from: readonly Relation[];
  readonly where?: Expression | undefined;
  /** Redshift: the hierarchy in which rows are traversed. */
  readonly connectBy?: ConnectBy | undefined;
  readonly groupBy?: GroupBy | undefined;
  readonly having?: Expression | undefined;
  /** Redshift. */
  readonly qualify?: Expression | undefined;
  readonly windows: readonly WindowDefinition[];
}

/** Redshift: `START WITH … CONNECT BY …`; PRIOR in the condition is a Unary. */
export interface ConnectBy extends Located {
  readonly kind: 'ConnectBy';
  readonly startWith?: Expression | undefined;
  readonly condition: Expression;
}

export type SelectItem = SelectExpression | AllColumns;

export interface SelectExpression extends Located {
  readonly kind: 'SelectExpression';
  readonly expression: Expression;
  readonly alias?: Identifier | undefined;
}

/** `*`, `t.*` (the target is a ColumnReference), or `row.* AS (a, b)`. */
export interface AllColumns extends Located {
  readonly kind: 'AllColumns';
  readonly target?: Expression | undefined;
  readonly aliases: readonly Identifier[];
}

export interface GroupBy extends Located {
  readonly kind: 'GroupBy';
  readonly distinct: boolean;
  readonly elements: readonly GroupingElement[];
}

export type GroupingElement = GroupingSet | GroupingSets | Cube | Rollup | AutoGrouping;

/** Expressions grouped together: `a` has one, `(a, b)` two, `()` none. */
export interface GroupingSet extends Located {
  readonly kind: 'GroupingSet';
  readonly expressions: readonly Expression[];
}

export interface GroupingSets extends Located {
  readonly kind: 'GroupingSets';
  readonly sets: readonly GroupingSet[];
}

export interface Cube extends Located {
  readonly kind: 'Cube';
  readonly sets: readonly GroupingSet[];
}

export interface Rollup extends Located {
  readonly kind: 'Rollup';
  readonly sets: readonly GroupingSet[];
}

/** Groups by every selected column that is not aggregated: `GROUP BY AUTO` in Trino, `GROUP BY ALL` in Redshift. */
export interface AutoGrouping extends Located {
  readonly kind: 'AutoGrouping';
}

// Relations

export type Relation =
  | Table
  | SubqueryRelation
  | Lateral
  | Unnest
  | TableFunctionCall
  | JsonTable
  | Aliased
  | Join
  | Sampled
  | MatchRecognize
  | Pivot
  | Unpivot
  | Navigation
  | ObjectUnpivot;

export interface Table extends Located {
  readonly kind: 'Table';
  readonly name: QualifiedName;
  /** Trino: time travel. */
  readonly version?: TableVersion | undefined;
}

/** Trino: `FOR VERSION AS OF` or `FOR TIMESTAMP AS OF`. */
export interface TableVersion extends Located {
  readonly kind: 'TableVersion';
  readonly of: 'VERSION' | 'TIMESTAMP';
  readonly value: Expression;
}

export interface SubqueryRelation extends Located {
  readonly kind: 'SubqueryRelation';
  readonly query: Query;
}

export interface Lateral extends Located {
  readonly kind: 'Lateral';
  readonly query: Query;
}

/** UNNEST; in Redshift of one expression, and WITH ORDINALITY is its WITH OFFSET, which counts from 0. */
export interface Unnest extends Located {
  readonly kind: 'Unnest';
  readonly expressions: readonly Expression[];
  readonly withOrdinality: boolean;
}

/** A relation with another name. */
export interface Aliased extends Located {
  readonly kind: 'Aliased';
  readonly relation: Relation;
  readonly alias: Identifier;
  readonly columns: readonly Identifier[];
  /** Redshift: `AS x AT i`, the position or attribute name of the element. */
  readonly at?: Identifier | undefined;
}

export interface Join extends Located {
  readonly kind: 'Join';
  readonly type: 'CROSS' | 'INNER' | 'LEFT' | 'RIGHT' | 'FULL';
  readonly left: Relation;
  readonly right: Relation;
  /** None for CROSS, one for every other. */
  readonly criterion?: JoinCriterion | undefined;
}

export type JoinCriterion = JoinOn | JoinUsing | NaturalJoin;

export interface JoinOn extends Located {
  readonly kind: 'JoinOn';
  readonly condition: Expression;
}

export interface JoinUsing extends Located {
  readonly kind: 'JoinUsing';
  readonly columns: readonly Identifier[];
}

export interface NaturalJoin extends Located {
  readonly kind: 'NaturalJoin';
}

/** Trino: TABLESAMPLE. */
export interface Sampled extends Located {
  readonly kind: 'Sampled';
  readonly relation: Relation;
  readonly method: 'BERNOULLI' | 'SYSTEM';
  readonly percentage: Expression;
}

/** Redshift: a SUPER value as a relation, if a plain name cannot express it (`t.a[0].b`); a plain name is a Table. */
export interface Navigation extends Located {
  readonly kind: 'Navigation';
  readonly expression: Expression;
}

/** Redshift: `UNPIVOT t.object AS value AT attribute`, the attributes of a SUPER object as rows; the names are in Aliased. */
export interface ObjectUnpivot extends Located {
  readonly kind: 'ObjectUnpivot';
  readonly expression: Expression;
}

/** Redshift: PIVOT. */
export interface Pivot extends Located {
  readonly kind: 'Pivot';
  readonly relation: Relation;
  readonly aggregates: readonly SelectExpression[];
  readonly column: ColumnReference;
  readonly values: readonly SelectExpression[];
}

/** Redshift: UNPIVOT. */
export interface Unpivot extends Located {
  readonly kind: 'Unpivot';
  readonly relation: Relation;
  readonly includeNulls: boolean;
  readonly value: Identifier;
  readonly name: Identifier;
  readonly columns: readonly SelectExpression[];
}

/** Trino: `TABLE(function(…))`. */
export interface TableFunctionCall extends Located {
  readonly kind: 'TableFunctionCall';
  readonly name: QualifiedName;
  readonly arguments: readonly TableFunctionArgument[];
  /** COPARTITION: groups of table arguments with the same partitioning. */
  readonly copartition: readonly CopartitionedTables[];
}

export interface TableFunctionArgument extends Located {
  readonly kind: 'TableFunctionArgument';
  readonly name?: Identifier | undefined;
  readonly value: Expression | TableArgument | Descriptor;
}

export interface CopartitionedTables extends Located {
  readonly kind: 'CopartitionedTables';
  readonly tables: readonly QualifiedName[];
}

/** `TABLE(t) AS x PARTITION BY … PRUNE WHEN EMPTY ORDER BY …`. */
export interface TableArgument extends Located {
  readonly kind: 'TableArgument';
  /** A Table, a SubqueryRelation, or one of these Aliased. */
  readonly relation: Relation;
  /** Undefined without PARTITION BY; empty for `PARTITION BY ()`. */
  readonly partitionBy?: readonly Expression[] | undefined;
  readonly whenEmpty?: 'PRUNE' | 'KEEP' | undefined;
  readonly orderBy: readonly SortItem[];
}

/** `DESCRIPTOR(a, b bigint)`; without fields it is `CAST(NULL AS DESCRIPTOR)`. */
export interface Descriptor extends Located {
  readonly kind: 'Descriptor';
  readonly fields?: readonly DescriptorField[] | undefined;
}

export interface DescriptorField extends Located {
  readonly kind: 'DescriptorField';
  readonly name: Identifier;
  readonly type?: DataType | undefined;
}

// Row pattern recognition (Trino)

/** The common parts of MATCH_RECOGNIZE and a window with a pattern. */
interface PatternRecognition {
  readonly measures: readonly Measure[];
  readonly afterMatch?: AfterMatchSkip | undefined;
  readonly pattern: RowPattern;
  readonly subsets: readonly PatternSubset[];
  readonly definitions: readonly PatternDefinition[];
}

export interface MatchRecognize extends Located, PatternRecognition {
  readonly kind: 'MatchRecognize';
  readonly relation: Relation;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly rowsPerMatch?: RowsPerMatch | undefined;
}

export type RowsPerMatch =
  | 'ONE ROW PER MATCH'
  | 'ALL ROWS PER MATCH'
  | 'ALL ROWS PER MATCH SHOW EMPTY MATCHES'
  | 'ALL ROWS PER MATCH OMIT EMPTY MATCHES'
  | 'ALL ROWS PER MATCH WITH UNMATCHED ROWS';

export interface Measure extends Located {
  readonly kind: 'Measure';
  /** RUNNING and FINAL are the processing mode of the FunctionCalls inside. */
  readonly expression: Expression;
  readonly name: Identifier;
}

export interface AfterMatchSkip extends Located {
  readonly kind: 'AfterMatchSkip';
  /** `VARIABLE` is `SKIP TO v`, which Trino treats as LAST. */
  readonly to: 'NEXT ROW' | 'PAST LAST ROW' | 'FIRST' | 'LAST' | 'VARIABLE';
  /** The pattern variable of FIRST, LAST and VARIABLE. */
  readonly variable?: Identifier | undefined;
}

export interface PatternSubset extends Located {
  readonly kind: 'PatternSubset';
  readonly name: Identifier;
  readonly variables: readonly Identifier[];
}

export interface PatternDefinition extends Located {
  readonly kind: 'PatternDefinition';
  readonly name: Identifier;
  readonly condition: Expression;
}

export type RowPattern =
  | PatternAlternation
  | PatternConcatenation
  | PatternQuantified
  | PatternVariable
  | PatternEmpty
  | PatternAnchor
  | PatternExclusion
  | PatternPermutation;

/** `A | B`, two alternatives or more, none of them an alternation. */
export interface PatternAlternation extends Located {
  readonly kind: 'PatternAlternation';
  readonly patterns: readonly RowPattern[];
}

/** `A B`, two patterns or more, none of them a concatenation. */
export interface PatternConcatenation extends Located {
  readonly kind: 'PatternConcatenation';
  readonly patterns: readonly RowPattern[];
}

/** A pattern repeated: `*` is {0,}, `+` is {1,}, `?` is {0,1}, `{n}` is {n,n}, `{,n}` is {0,n}. */
export interface PatternQuantified extends Located {
  readonly kind: 'PatternQuantified';
  readonly pattern: RowPattern;
  readonly least: number;
  /** Without end when undefined. */
  readonly most?: number | undefined;
  readonly greedy: boolean;
}

export interface PatternVariable extends Located {
  readonly kind: 'PatternVariable';
  readonly name: Identifier;
}

/** `()`. */
export interface PatternEmpty extends Located {
  readonly kind: 'PatternEmpty';
}

/** `^` or `$`. */
export interface PatternAnchor extends Located {
  readonly kind: 'PatternAnchor';
  readonly at: 'START' | 'END';
}

/** `{- A -}`. */
export interface PatternExclusion extends Located {
  readonly kind: 'PatternExclusion';
  readonly pattern: RowPattern;
}

/** `PERMUTE(A, B)`, of at least two patterns: Trino reads `PERMUTE(A)` as a variable of that name, and then `A`. */
export interface PatternPermutation extends Located {
  readonly kind: 'PatternPermutation';
  readonly patterns: readonly RowPattern[];
}

// Windows

/** `WINDOW name AS (…)`. */
export interface WindowDefinition extends Located {
  readonly kind: 'WindowDefinition';
  readonly name: Identifier;
  readonly window: WindowSpecification;
}

/** The operand of OVER: a specification in parentheses, or the name of a window. */
export type Window = WindowSpecification | WindowReference;

export interface WindowReference extends Located {
  readonly kind: 'WindowReference';
  readonly name: Identifier;
}

export interface WindowSpecification extends Located {
  readonly kind: 'WindowSpecification';
  /** The window that this one refines. */
  readonly base?: Identifier | undefined;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly frame?: WindowFrame | undefined;
}

export interface WindowFrame extends Located {
  readonly kind: 'WindowFrame';
  readonly unit: 'ROWS' | 'RANGE' | 'GROUPS';
  readonly start: FrameBound;
  /** Undefined in the form without BETWEEN, where it is the current row. */
  readonly end?: FrameBound | undefined;
  /** Trino: row pattern recognition within the frame. */
  readonly pattern?: FramePattern | undefined;
}

export interface FrameBound extends Located {
  readonly kind: 'FrameBound';
  readonly type: 'UNBOUNDED PRECEDING' | 'PRECEDING' | 'CURRENT ROW' | 'FOLLOWING' | 'UNBOUNDED FOLLOWING';
  /** The distance of PRECEDING and FOLLOWING. */
  readonly value?: Expression | undefined;
}

export interface FramePattern extends Located, PatternRecognition {
  readonly kind: 'FramePattern';
  readonly searchMode?: 'INITIAL' | 'SEEK' | undefined;
}

// Expressions

export type Expression =
  | Literal
  | Slot
  | Parameter
  | ColumnReference
  | OuterJoinColumn
  | Dereference
  | Subscript
  | FunctionCall
  | PolicyFunctionCall
  | RowReference
  | WindowMeasure
  | Lambda
  | ObjectTransform
  | Cast
  | Case
  | Extract
  | Trim
  | PositionOf
  | Normalize
  | CurrentValue
  | AtTimeZone
  | Row
  | ArrayConstructor
  | Grouping
  | JsonExists
  | JsonValue
  | JsonQuery
  | JsonObject
  | JsonArray
  | Subquery
  | Exists
  | InList
  | InSubquery
  | QuantifiedComparison
  | Comparison
  | IsDistinctFrom
  | Between
  | Like
  | PosixMatch
  | IsNull
  | IsTruth
  | Not
  | And
  | Or
  | Unary
  | Binary;

export type Literal =
  | NullLiteral
  | BooleanLiteral
  | IntegerLiteral
  | DecimalLiteral
  | DoubleLiteral
  | StringLiteral
  | BinaryLiteral
  | TypedLiteral
  | IntervalLiteral;

export interface NullLiteral extends Located {
  readonly kind: 'NullLiteral';
}

export interface BooleanLiteral extends Located {
  readonly kind: 'BooleanLiteral';
  readonly value: boolean;
}

/** Never negative (a minus sign is a Unary). Canonical: decimal digits without underscores or leading zeros. */
export interface IntegerLiteral extends Located {
  readonly kind: 'IntegerLiteral';
  readonly value: string;
}

/** Digits as written, because they determine precision and scale, without underscores: `1.50`, `.5`, `1.`. */
export interface DecimalLiteral extends Located {
  readonly kind: 'DecimalLiteral';
  readonly value: string;
}

/** As written, without underscores, the E in upper case: `1.5E3`, `1E-7`. */
export interface DoubleLiteral extends Located {
  readonly kind: 'DoubleLiteral';
  readonly value: string;
}

/** The value of the text, however its quotes and Unicode escapes were written. */
export interface StringLiteral extends Located {
  readonly kind: 'StringLiteral';
  readonly value: string;
}

/** `X'…'`: an even number of upper-case hexadecimal digits. */
export interface BinaryLiteral extends Located {
  readonly kind: 'BinaryLiteral';
  readonly hex: string;
}

/** `DATE '2020-01-01'`, or any type name before a string. */
export interface TypedLiteral extends Located {
  readonly kind: 'TypedLiteral';
  readonly type: DataType;
  readonly value: string;
}

export interface IntervalLiteral extends Located {
  readonly kind: 'IntervalLiteral';
  readonly negative: boolean;
  readonly value: string;
  /** Undefined when the units are in the value (Redshift: `INTERVAL '1 day 2 hours'`). */
  readonly from?: IntervalUnit | undefined;
  readonly to?: IntervalUnit | undefined;
  /** Redshift: digits of a second's fraction, where the last unit is SECOND. */
  readonly precision?: number | undefined;
}

export type IntervalUnit = 'YEAR' | 'MONTH' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND';

/** A placeholder for a string literal that is bound after printing; see printTemplate. The parser never creates one. */
export interface Slot extends Located {
  readonly kind: 'Slot';
  readonly name: string;
}

/** `?`. */
export interface Parameter extends Located {
  readonly kind: 'Parameter';
}

/** A chain of one name or more. */
export interface ColumnReference extends Located {
  readonly kind: 'ColumnReference';
  readonly parts: readonly Identifier[];
}

/** A field of a row that is not a chain of names. Canonical: the base is never a ColumnReference. */
export interface Dereference extends Located {
  readonly kind: 'Dereference';
  readonly base: Expression;
  readonly field: Identifier;
}

export interface Subscript extends Located {
  readonly kind: 'Subscript';
  readonly base: Expression;
  readonly index: Expression;
}

/**
 * A call, also of a keyword that is called like a function (coalesce, nullif, if, try, substring in both forms). Canonical: an unquoted
 * name is in lower case.
 */
export interface FunctionCall extends Located {
  readonly kind: 'FunctionCall';
  readonly name: QualifiedName;
  readonly arguments: readonly (Expression | Star)[];
  readonly distinct: boolean;
  /** Redshift: APPROXIMATE before the call. */
  readonly approximate: boolean;
  /** The ORDER BY inside the parentheses. */
  readonly orderBy: readonly SortItem[];
  /** ON OVERFLOW of listagg (Trino). */
  readonly overflow?: ListaggOverflow | undefined;
  readonly withinGroup: readonly SortItem[];
  readonly filter?: Expression | undefined;
  readonly nullTreatment?: 'IGNORE' | 'RESPECT' | undefined;
  readonly over?: Window | undefined;
  /** Trino: RUNNING or FINAL, in row pattern recognition. */
  readonly processingMode?: 'RUNNING' | 'FINAL' | undefined;
}

/**
 * `@name(arguments)`: a policy function, which returns a fact about the reader, in predicates and masks of policies. No database has it: it
 * is compiled into plain SQL before printing.
 */
export interface PolicyFunctionCall extends Located {
  readonly kind: 'PolicyFunctionCall';
  /** As written, without the `@`. */
  readonly name: string;
  readonly arguments: readonly Expression[];
}

/**
 * A column of the row to which a policy applies, or a field in it. The parser never creates one, and no database has it. A settled
 * predicate or mask refers to its row by this node, independent of the platform's alias; the platform replaces it before printing.
 */
export interface RowReference extends Located {
  readonly kind: 'RowReference';
  /** The column, in its own letters. */
  readonly column: string;
  readonly fields: readonly Identifier[];
}

/** Redshift: `t.a (+)` in WHERE, a column of the optional side of an outer join. */
export interface OuterJoinColumn extends Located {
  readonly kind: 'OuterJoinColumn';
  readonly column: ColumnReference;
}

/** Redshift: `OBJECT_TRANSFORM(input KEEP path, … SET path, value, …)`, a SUPER value created from another. */
export interface ObjectTransform extends Located {
  readonly kind: 'ObjectTransform';
  readonly input: Expression;
  /** Paths to keep; without any, everything is kept. */
  readonly keep: readonly Expression[];
  readonly assignments: readonly ObjectAssignment[];
}

/** A path of an object, and the value that it gets. */
export interface ObjectAssignment extends Located {
  readonly kind: 'ObjectAssignment';
  readonly path: Expression;
  readonly value: Expression;
}

/** The argument of `count(*)`, or of `count(label.*)` in row pattern recognition. */
export interface Star extends Located {
  readonly kind: 'Star';
  readonly label?: Identifier | undefined;
}

/** `ON OVERFLOW ERROR`, or TRUNCATE with its options. */
export interface ListaggOverflow extends Located {
  readonly kind: 'ListaggOverflow';
  readonly behavior: 'ERROR' | 'TRUNCATE';
  /** TRUNCATE: the text in place of the omitted values. */
  readonly filler?: string | undefined;
  /** TRUNCATE: WITH COUNT. */
  readonly withCount: boolean;
}

/** Trino: `measure OVER window`, a measure of a window with a row pattern. */
export interface WindowMeasure extends Located {
  readonly kind: 'WindowMeasure';
  readonly name: Identifier;
  readonly over: Window;
}

/** Trino: `(x, y) -> x + y`. */
export interface Lambda extends Located {
  readonly kind: 'Lambda';
  readonly parameters: readonly Identifier[];
  readonly body: Expression;
}

/** CAST, `::` (Redshift), or TRY_CAST. */
export interface Cast extends Located {
  readonly kind: 'Cast';
  readonly value: Expression;
  readonly type: DataType;
  /** Trino: TRY_CAST, which returns NULL if CAST fails. */
  readonly safe: boolean;
}

/** With an operand its WHENs are values to compare it with, without one they are conditions. */
export interface Case extends Located {
  readonly kind: 'Case';
  readonly operand?: Expression | undefined;
  readonly whens: readonly When[];
  readonly otherwise?: Expression | undefined;
}

export interface When extends Located {
  readonly kind: 'When';
  readonly condition: Expression;
  readonly result: Expression;
}

export interface Extract extends Located {
  readonly kind: 'Extract';
  /** In upper case: YEAR, TIMEZONE_HOUR, … */
  readonly field: string;
  readonly source: Expression;
}

/** Every form of TRIM; BOTH is the default. */
export interface Trim extends Located {
  readonly kind: 'Trim';
  readonly side: 'LEADING' | 'TRAILING' | 'BOTH';
  /** White space when undefined. */
  readonly characters?: Expression | undefined;
  readonly source: Expression;
}

/** `position(substring IN string)`. */
export interface PositionOf extends Located {
  readonly kind: 'PositionOf';
  readonly substring: Expression;
  readonly string: Expression;
}

/** Trino: `normalize(string, form)`; NFC is the default. */
export interface Normalize extends Located {
  readonly kind: 'Normalize';
  readonly value: Expression;
  readonly form: 'NFD' | 'NFC' | 'NFKD' | 'NFKC';
}

/** Functions without parentheses. */
export interface CurrentValue extends Located {
  readonly kind: 'CurrentValue';
  readonly name: CurrentValueName;
  /** Of the times and timestamps: digits of a second. */
  readonly precision?: number | undefined;
}

export type CurrentValueName =
  | 'CURRENT_CATALOG'
  | 'CURRENT_SCHEMA'
  | 'CURRENT_PATH'
  | 'CURRENT_USER'
  | 'CURRENT_DATE'
  | 'CURRENT_TIME'
  | 'CURRENT_TIMESTAMP'
  | 'LOCALTIME'
  | 'LOCALTIMESTAMP'
  | 'CURRENT_USER_ID'
  | 'SESSION_USER'
  | 'USER'
  | 'SYSDATE';

export interface AtTimeZone extends Located {
  readonly kind: 'AtTimeZone';
  readonly value: Expression;
  /** In Trino a string literal or an interval; in Redshift any expression. */
  readonly zone: Expression;
}

/** `ROW(a, b)`, `(a, b)`: one value or more. */
export interface Row extends Located {
  readonly kind: 'Row';
  readonly values: readonly Expression[];
}

/** `ARRAY[a, b]`; in Redshift `array(a, b)`, a SUPER value. */
export interface ArrayConstructor extends Located {
  readonly kind: 'ArrayConstructor';
  readonly elements: readonly Expression[];
}

/** `grouping(a, b)`. */
export interface Grouping extends Located {
  readonly kind: 'Grouping';
  readonly columns: readonly ColumnReference[];
}

export interface Subquery extends Located {
  readonly kind: 'Subquery';
  readonly query: Query;
}

export interface Exists extends Located {
  readonly kind: 'Exists';
  readonly query: Query;
}

export interface InList extends Located {
  readonly kind: 'InList';
  readonly value: Expression;
  readonly items: readonly Expression[];
  readonly negated: boolean;
}

export interface InSubquery extends Located {
  readonly kind: 'InSubquery';
  readonly value: Expression;
  readonly query: Query;
  readonly negated: boolean;
}

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export interface Comparison extends Located {
  readonly kind: 'Comparison';
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface QuantifiedComparison extends Located {
  readonly kind: 'QuantifiedComparison';
  readonly operator: ComparisonOperator;
  readonly quantifier: 'ALL' | 'ANY';
  readonly value: Expression;
  readonly query: Query;
}

export interface IsDistinctFrom extends Located {
  readonly kind: 'IsDistinctFrom';
  readonly left: Expression;
  readonly right: Expression;
  readonly negated: boolean;
}

export interface Between extends Located {
  readonly kind: 'Between';
  readonly value: Expression;
  readonly low: Expression;
  readonly high: Expression;
  readonly negated: boolean;
}

export interface Like extends Located {
  readonly kind: 'Like';
  /** ILIKE and SIMILAR TO: Redshift. */
  readonly operator: 'LIKE' | 'ILIKE' | 'SIMILAR TO';
  readonly value: Expression;
  readonly pattern: Expression;
  readonly escape?: Expression | undefined;
  readonly negated: boolean;
}

/** Redshift: `~` and `!~`, a POSIX regular expression. */
export interface PosixMatch extends Located {
  readonly kind: 'PosixMatch';
  readonly value: Expression;
  readonly pattern: Expression;
  readonly negated: boolean;
}

export interface IsNull extends Located {
  readonly kind: 'IsNull';
  readonly value: Expression;
  readonly negated: boolean;
}

/** Redshift: IS TRUE, IS FALSE, IS UNKNOWN. */
export interface IsTruth extends Located {
  readonly kind: 'IsTruth';
  readonly value: Expression;
  readonly truth: 'TRUE' | 'FALSE' | 'UNKNOWN';
  readonly negated: boolean;
}

export interface Not extends Located {
  readonly kind: 'Not';
  readonly value: Expression;
}

/** Two terms or more, none of them an And. */
export interface And extends Located {
  readonly kind: 'And';
  readonly terms: readonly Expression[];
}

/** Two terms or more, none of them an Or. */
export interface Or extends Located {
  readonly kind: 'Or';
  readonly terms: readonly Expression[];
}

export interface Unary extends Located {
  readonly kind: 'Unary';
  /** Redshift: `|/` square root, `||/` cube root, `@` absolute value, `~` bitwise not, and PRIOR in CONNECT BY. */
  readonly operator: '-' | '+' | '|/' | '||/' | '@' | '~' | 'PRIOR';
  readonly value: Expression;
}

export interface Binary extends Located {
  readonly kind: 'Binary';
  /** Redshift: `^` power, `&`, `|`, `#` (exclusive or), `<<`, `>>`. */
  readonly operator: '+' | '-' | '*' | '/' | '%' | '||' | '^' | '&' | '|' | '#' | '<<' | '>>';
  readonly left: Expression;
  readonly right: Expression;
}

// JSON (Trino)

export type JsonFormat = 'JSON' | 'JSON ENCODING UTF8' | 'JSON ENCODING UTF16' | 'JSON ENCODING UTF32';

/** `input FORMAT …, 'path' AS name PASSING …`: the first part of every JSON function that reads. */
export interface JsonPath extends Located {
  readonly kind: 'JsonPath';
  readonly input: Expression;
  readonly inputFormat?: JsonFormat | undefined;
  readonly path: string;
  /** Of JSON_TABLE only. */
  readonly name?: Identifier | undefined;
  readonly passing: readonly JsonArgument[];
}

export interface JsonArgument extends Located {
  readonly kind: 'JsonArgument';
  readonly value: Expression;
  readonly format?: JsonFormat | undefined;
  readonly name: Identifier;
}

export interface JsonExists extends Located {
  readonly kind: 'JsonExists';
  readonly path: JsonPath;
  readonly onError?: 'TRUE' | 'FALSE' | 'UNKNOWN' | 'ERROR' | undefined;
}

export interface JsonValue extends Located {
  readonly kind: 'JsonValue';
  readonly path: JsonPath;
  readonly returning?: DataType | undefined;
  readonly onEmpty?: JsonValueFallback | undefined;
  readonly onError?: JsonValueFallback | undefined;
}

/** `NULL`, `ERROR` or `DEFAULT expression` ON EMPTY or ON ERROR. */
export interface JsonValueFallback extends Located {
  readonly kind: 'JsonValueFallback';
  readonly behavior: 'NULL' | 'ERROR' | 'DEFAULT';
  /** Of DEFAULT. */
  readonly value?: Expression | undefined;
}

export interface JsonQuery extends Located {
  readonly kind: 'JsonQuery';
  readonly path: JsonPath;
  readonly returning?: JsonReturning | undefined;
  readonly wrapper?: JsonWrapper | undefined;
  readonly quotes?: 'KEEP' | 'OMIT' | undefined;
  readonly onEmpty?: JsonQueryFallback | undefined;
  readonly onError?: JsonQueryFallback | undefined;
}

/** WITH WRAPPER is UNCONDITIONAL; the word ARRAY changes nothing. */
export type JsonWrapper = 'WITHOUT' | 'CONDITIONAL' | 'UNCONDITIONAL';

export type JsonQueryFallback = 'NULL' | 'ERROR' | 'EMPTY ARRAY' | 'EMPTY OBJECT';

/** `RETURNING type FORMAT …`. */
export interface JsonReturning extends Located {
  readonly kind: 'JsonReturning';
  readonly type: DataType;
  readonly format?: JsonFormat | undefined;
}

export interface JsonObject extends Located {
  readonly kind: 'JsonObject';
  readonly members: readonly JsonMember[];
  /** Canonical: undefined without members. */
  readonly onNull?: 'NULL' | 'ABSENT' | undefined;
  /** WITHOUT UNIQUE KEYS is the default. */
  readonly uniqueKeys: boolean;
  readonly returning?: JsonReturning | undefined;
}

export interface JsonMember extends Located {
  readonly kind: 'JsonMember';
  readonly key: Expression;
  readonly value: Expression;
  readonly format?: JsonFormat | undefined;
}

export interface JsonArray extends Located {
  readonly kind: 'JsonArray';
  readonly elements: readonly JsonElement[];
  /** Canonical: undefined without elements. */
  readonly onNull?: 'NULL' | 'ABSENT' | undefined;
  readonly returning?: JsonReturning | undefined;
}

export interface JsonElement extends Located {
  readonly kind: 'JsonElement';
  readonly value: Expression;
  readonly format?: JsonFormat | undefined;
}

export interface JsonTable extends Located {
  readonly kind: 'JsonTable';
  readonly path: JsonPath;
  readonly columns: readonly JsonTableColumn[];
  readonly plan?: JsonTablePlan | JsonTableDefaultPlan | undefined;
  readonly onError?: 'ERROR' | 'EMPTY' | undefined;
}

export type JsonTableColumn = JsonOrdinalityColumn | JsonValueColumn | JsonQueryColumn | JsonNestedColumns;

/** `name FOR ORDINALITY`. */
export interface JsonOrdinalityColumn extends Located {
  readonly kind: 'JsonOrdinalityColumn';
  readonly name: Identifier;
}

export interface JsonValueColumn extends Located {
  readonly kind: 'JsonValueColumn';
  readonly name: Identifier;
  readonly type: DataType;
  readonly path?: string | undefined;
  readonly onEmpty?: JsonValueFallback | undefined;
  readonly onError?: JsonValueFallback | undefined;
}

/** A column with FORMAT. */
export interface JsonQueryColumn extends Located {
  readonly kind: 'JsonQueryColumn';
  readonly name: Identifier;
  readonly type: DataType;
  readonly format: JsonFormat;
  readonly path?: string | undefined;
  readonly wrapper?: JsonWrapper | undefined;
  readonly quotes?: 'KEEP' | 'OMIT' | undefined;
  readonly onEmpty?: JsonQueryFallback | undefined;
  readonly onError?: JsonQueryFallback | undefined;
}

/** `NESTED PATH '…' AS name COLUMNS (…)`. */
export interface JsonNestedColumns extends Located {
  readonly kind: 'JsonNestedColumns';
  readonly path: string;
  readonly name?: Identifier | undefined;
  readonly columns: readonly JsonTableColumn[];
}

/** `PLAN (…)`. */
export interface JsonTablePlan extends Located {
  readonly kind: 'JsonTablePlan';
  readonly plan: JsonPlan;
}

export type JsonPlan = JsonPlanPath | JsonPlanParentChild | JsonPlanSiblings;

export interface JsonPlanPath extends Located {
  readonly kind: 'JsonPlanPath';
  readonly name: Identifier;
}

export interface JsonPlanParentChild extends Located {
  readonly kind: 'JsonPlanParentChild';
  readonly join: 'OUTER' | 'INNER';
  readonly parent: Identifier;
  readonly child: JsonPlan;
}

/** Two siblings or more, none of them siblings by the same join. */
export interface JsonPlanSiblings extends Located {
  readonly kind: 'JsonPlanSiblings';
  readonly join: 'UNION' | 'CROSS';
  readonly siblings: readonly JsonPlan[];
}

/** `PLAN DEFAULT (…)`, in either order. */
export interface JsonTableDefaultPlan extends Located {
  readonly kind: 'JsonTableDefaultPlan';
  readonly parentChild?: 'OUTER' | 'INNER' | undefined;
  readonly siblings?: 'UNION' | 'CROSS' | undefined;
}

// Data types

export type DataType = NamedType | DateTimeType | IntervalType | RowType | ArrayType | MapType;

/**
 * A type by its name, in lower case, and its parameters: `varchar(10)`, `decimal(10, 2)`, `qdigest(bigint)`, `varchar(max)`.
 * Canonical: `double precision` is double, `character varying` varchar, `character` char.
 */
export interface NamedType extends Located {
  readonly kind: 'NamedType';
  readonly name: string;
  readonly parameters: readonly (number | 'max' | DataType)[];
}

/** Redshift's timetz and timestamptz are these WITH TIME ZONE. */
export interface DateTimeType extends Located {
  readonly kind: 'DateTimeType';
  readonly name: 'time' | 'timestamp';
  readonly precision?: number | undefined;
  readonly withTimeZone: boolean;
}

export interface IntervalType extends Located {
  readonly kind: 'IntervalType';
  readonly from: IntervalUnit;
  readonly to?: IntervalUnit | undefined;
  /** Redshift: digits of a second's fraction, where the last unit is SECOND. */
  readonly precision?: number | undefined;
}

/** Trino. */
export interface RowType extends Located {
  readonly kind: 'RowType';
  readonly fields: readonly RowTypeField[];
}

export interface RowTypeField extends Located {
  readonly kind: 'RowTypeField';
  readonly name?: Identifier | undefined;
  readonly type: DataType;
}

/** Trino: `array(t)`, also written `t array`. */
export interface ArrayType extends Located {
  readonly kind: 'ArrayType';
  readonly element: DataType;
}

/** Trino. */
export interface MapType extends Located {
  readonly kind: 'MapType';
  readonly key: DataType;
  readonly value: DataType;
}

// All

/** Every node of the tree. */
export type Node =
  | Identifier
  | QualifiedName
  | CreateView
  | Property
  | DropView
  | RootQuery
  | SessionProperty
  | InlineFunction
  | FunctionParameter
  | ReturnStatement
  | SourceCode
  | BlockStatement
  | VariableDeclaration
  | AssignmentStatement
  | IfStatement
  | CaseStatement
  | StatementBranch
  | LoopStatement
  | WhileStatement
  | RepeatStatement
  | IterateStatement
  | LeaveStatement
  | CreateSchema
  | ShowSession
  | Explain
  | ObjectStatement
  | CreateMaterializedView
  | Insert
  | Update
  | Delete
  | Merge
  | ExecuteImmediate
  | Prepare
  | ExecutePrepared
  | CreateTableAs
  | Query
  | With
  | NamedQuery
  | SortItem
  | Limit
  | LimitAll
  | FetchFirst
  | SetOperation
  | Corresponding
  | Values
  | TableQuery
  | Select
  | ConnectBy
  | SelectExpression
  | AllColumns
  | GroupBy
  | GroupingSet
  | GroupingSets
  | Cube
  | Rollup
  | AutoGrouping
  | Table
  | TableVersion
  | SubqueryRelation
  | Lateral
  | Unnest
  | Aliased
  | Join
  | JoinOn
  | JoinUsing
  | NaturalJoin
  | Sampled
  | Navigation
  | ObjectUnpivot
  | Pivot
  | Unpivot
  | TableFunctionCall
  | TableFunctionArgument
  | CopartitionedTables
  | TableArgument
  | Descriptor
  | DescriptorField
  | MatchRecognize
  | Measure
  | AfterMatchSkip
  | PatternSubset
  | PatternDefinition
  | PatternAlternation
  | PatternConcatenation
  | PatternQuantified
  | PatternVariable
  | PatternEmpty
  | PatternAnchor
  | PatternExclusion
  | PatternPermutation
  | WindowDefinition
  | WindowReference
  | WindowSpecification
  | WindowFrame
  | FrameBound
  | FramePattern
  | NullLiteral
  | BooleanLiteral
  | IntegerLiteral
  | DecimalLiteral
  | DoubleLiteral
  | StringLiteral
  | BinaryLiteral
  | TypedLiteral
  | IntervalLiteral
  | Slot
  | Parameter
  | ColumnReference
  | OuterJoinColumn
  | ObjectTransform
  | ObjectAssignment
  | Dereference
  | Subscript
  | FunctionCall
  | PolicyFunctionCall
  | RowReference
  | Star
  | ListaggOverflow
  | WindowMeasure
  | Lambda
  | Cast
  | Case
  | When
  | Extract
  | Trim
  | PositionOf
  | Normalize
  | CurrentValue
  | AtTimeZone
  | Row
  | ArrayConstructor
  | Grouping
  | Subquery
  | Exists
  | InList
  | InSubquery
  | Comparison
  | QuantifiedComparison
  | IsDistinctFrom
  | Between
  | Like
  | PosixMatch
  | IsNull
  | IsTruth
  | Not
  | And
  | Or
  | Unary
  | Binary
  | JsonPath
  | JsonArgument
  | JsonExists
  | JsonValue
  | JsonValueFallback
  | JsonQuery
  | JsonReturning
  | JsonObject
  | JsonMember
  | JsonArray
  | JsonElement
  | JsonTable
  | JsonOrdinalityColumn
  | JsonValueColumn
  | JsonQueryColumn
  | JsonNestedColumns
  | JsonTablePlan
  | JsonPlanPath
  | JsonPlanParentChild
  | JsonPlanSiblings
  | JsonTableDefaultPlan
  | NamedType
  | DateTimeType
  | IntervalType
  | RowType
  | RowTypeField
  | ArrayType
  | MapType;
