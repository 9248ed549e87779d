import type * as ast from './ast.js';
import { isReserved } from './reserved-words.js';

/**
 * Builders of trees that read like SQL. For a name, a string is one part of it. The part is quoted if it is not a plain lower-case word or
 * a dialect reserves it, so that a built tree is printed the same in every dialect.
 */

const plainName = /^[a-z_][a-z0-9_]*$/;

/** A name. */
export const identifier = (value: string): ast.Identifier => ({
  kind: 'Identifier',
  value,
  quoted: !plainName.test(value) || isReserved(value, 'trino') || isReserved(value, 'redshift'),
});

/** A dotted name from its parts, at least one. */
export const qualifiedName = (...parts: readonly string[]): ast.QualifiedName => ({
  kind: 'QualifiedName',
  parts: parts.map(identifier),
});

/** `a`, `t.a`, … */
export const column = (...parts: readonly [string, ...string[]]): ast.ColumnReference => ({
  kind: 'ColumnReference',
  parts: parts.map(identifier),
});

/** A column of the row to which a policy applies. */
export const rowReference = (column: string, ...fields: readonly ast.Identifier[]): ast.RowReference => ({
  kind: 'RowReference',
  column,
  fields,
});

/** A string literal with this value: no quotes, nothing escaped. */
export const string = (value: string): ast.StringLiteral => ({ kind: 'StringLiteral', value });

/**
 * A whole number.
 * @throws RangeError if it is not a whole number, or too large to be exact as a number (give a bigint)
 */
export function integer(value: number | bigint): ast.IntegerLiteral | ast.Unary {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError(`${value} is not a whole number that can be represented exactly`);
  }
  const literal: ast.IntegerLiteral = { kind: 'IntegerLiteral', value: String(value).replace('-', '') };
  return value < 0 ? { kind: 'Unary', operator: '-', value: literal } : literal;
}

export const boolean = (value: boolean): ast.BooleanLiteral => ({ kind: 'BooleanLiteral', value });

export const nullLiteral: ast.NullLiteral = { kind: 'NullLiteral' };

/** `DATE '…'` and similar literals. */
export const typed = (type: ast.DataType, value: string): ast.TypedLiteral => ({
  kind: 'TypedLiteral',
  type,
  value,
});

/** A string literal that is bound after printing. */
export const slot = (name: string): ast.Slot => ({ kind: 'Slot', name });

/** A call of a function that is named without a schema. */
export const call = (name: string, ...args: readonly ast.Expression[]): ast.FunctionCall => ({
  kind: 'FunctionCall',
  name: {
    kind: 'QualifiedName',
    parts: [{ kind: 'Identifier', value: name, quoted: !plainName.test(name) }],
  },
  arguments: args,
  distinct: false,
  approximate: false,
  orderBy: [],
  withinGroup: [],
});

export const cast = (value: ast.Expression, type: ast.DataType): ast.Cast => ({
  kind: 'Cast',
  value,
  type,
  safe: false,
});

/** The terms joined by AND; an And among them is merged. TRUE for no term; a single term stays as it is. */
export function and(...terms: readonly ast.Expression[]): ast.Expression {
  const flat = terms.flatMap((term) => (term.kind === 'And' ? term.terms : [term]));
  return flat.length > 1 ? { kind: 'And', terms: flat } : (flat[0] ?? boolean(true));
}

/** The terms joined by OR; an Or among them is merged. FALSE for no term; a single term stays as it is. */
export function or(...terms: readonly ast.Expression[]): ast.Expression {
  const flat = terms.flatMap((term) => (term.kind === 'Or' ? term.terms : [term]));
  return flat.length > 1 ? { kind: 'Or', terms: flat } : (flat[0] ?? boolean(false));
}

export const not = (value: ast.Expression): ast.Not => ({ kind: 'Not', value });

export const compare = (
  left: ast.Expression,
  operator: ast.ComparisonOperator,
  right: ast.Expression,
): ast.Comparison => ({ kind: 'Comparison', operator, left, right });

export const equals = (left: ast.Expression, right: ast.Expression): ast.Comparison =>
  compare(left, '=', right);

export const binary = (
  left: ast.Expression,
  operator: ast.Binary['operator'],
  right: ast.Expression,
): ast.Binary => ({ kind: 'Binary', operator, left, right });

/** The parts one after another, with `||`. */
export const concatenate = (first: ast.Expression, ...rest: readonly ast.Expression[]): ast.Expression =>
  rest.reduce((left, right) => binary(left, '||', right), first);

/** `value IN (items)`; FALSE if there are no items, because SQL has no empty list. */
export const inList = (value: ast.Expression, items: readonly ast.Expression[]): ast.Expression =>
  items.length === 0 ? boolean(false) : { kind: 'InList', value, items, negated: false };

export const like = (value: ast.Expression, pattern: ast.Expression): ast.Like => ({
  kind: 'Like',
  operator: 'LIKE',
  value,
  pattern,
  negated: false,
});

export const isNull = (value: ast.Expression): ast.IsNull => ({ kind: 'IsNull', value, negated: false });

export const isNotNull = (value: ast.Expression): ast.IsNull => ({ kind: 'IsNull', value, negated: true });

/** CASE with conditions, tried in their order. */
export const searchedCase = (
  whens: readonly (readonly [condition: ast.Expression, result: ast.Expression])[],
  otherwise?: ast.Expression,
): ast.Case => ({
  kind: 'Case',
  whens: whens.map(([condition, result]) => ({ kind: 'When', condition, result })),
  otherwise,
});

/** The single value of a query as an expression. */
export const scalarSubquery = (query: ast.Query | ast.QueryBody): ast.Subquery => ({
  kind: 'Subquery',
  query: asQuery(query),
});

/** The parts of a select; only the items are required. */
export interface SelectParts {
  readonly items: readonly (ast.SelectItem | ast.Expression)[];
  readonly distinct?: boolean;
  readonly from?: ast.Relation | readonly ast.Relation[];
  readonly where?: ast.Expression | undefined;
  readonly groupBy?: readonly ast.Expression[];
  readonly having?: ast.Expression | undefined;
}

/** A SELECT without anything around it. */
export const select = (parts: SelectParts): ast.Select => ({
  kind: 'Select',
  distinct: parts.distinct ?? false,
  items: parts.items.map(asItem),
  exclude: [],
  from: listOf(parts.from),
  where: parts.where,
  groupBy: parts.groupBy && {
    kind: 'GroupBy',
    distinct: false,
    elements: parts.groupBy.map((expression) => ({ kind: 'GroupingSet', expressions: [expression] })),
  },
  having: parts.having,
  windows: [],
});

const listOf = (from: SelectParts['from']): readonly ast.Relation[] =>
  from === undefined ? [] : 'kind' in from ? [from] : from;

const asItem = (item: ast.SelectItem | ast.Expression): ast.SelectItem =>
  item.kind === 'SelectExpression' || item.kind === 'AllColumns'
    ? item
    : { kind: 'SelectExpression', expression: item };

/** An expression of a select list with an alias. */
export const as = (expression: ast.Expression, alias: string): ast.SelectExpression => ({
  kind: 'SelectExpression',
  expression,
  alias: identifier(alias),
});

/** `*`, or `t.*`. */
export const allColumns = (...of: readonly string[]): ast.AllColumns => ({
  kind: 'AllColumns',
  target: of.length === 0 ? undefined : { kind: 'ColumnReference', parts: of.map(identifier) },
  aliases: [],
});

/** LIMIT with a number of rows. */
export const limitTo = (rows: number): ast.Limit => ({
  kind: 'Limit',
  count: { kind: 'IntegerLiteral', value: String(rows) },
});

/** A query with this body; a Query is returned unchanged. */
export const query = (
  body: ast.QueryBody,
  around: Partial<Pick<ast.Query, 'with' | 'orderBy' | 'offset' | 'limit'>> = {},
): ast.Query => ({ kind: 'Query', body, orderBy: [], ...around });

const asQuery = (body: ast.QueryBody): ast.Query => (body.kind === 'Query' ? body : query(body));

export const sort = (
  expression: ast.Expression,
  direction: 'ascending' | 'descending' = 'ascending',
): ast.SortItem => ({ kind: 'SortItem', expression, descending: direction === 'descending' });

/** A table by the parts of its name, outermost first. */
export function table(parts: readonly string[], alias?: string): ast.Table | ast.Aliased {
  const relation: ast.Table = { kind: 'Table', name: qualifiedName(...parts) };
  return alias === undefined ? relation : aliased(relation, alias);
}

export const aliased = (
  relation: ast.Relation,
  alias: string,
  columns: readonly string[] = [],
): ast.Aliased => ({ kind: 'Aliased', relation, alias: identifier(alias), columns: columns.map(identifier) });

/** An array of values. */
export const arrayOf = (...elements: readonly ast.Expression[]): ast.Expression => ({
  kind: 'ArrayConstructor',
  elements,
});

/** A relation, and beside each of its rows the elements of arrays of that row, as columns with these names. */
export const unnested = (
  left: ast.Relation,
  expressions: readonly ast.Expression[],
  alias: string,
  columns: readonly string[],
  withOrdinality = false,
): ast.Relation => ({
  kind: 'Join',
  type: 'CROSS',
  left,
  right: aliased({ kind: 'Unnest', expressions, withOrdinality }, alias, columns),
});

/** A query as a relation. Older releases of Redshift require an alias, so give it one. */
export const subquery = (body: ast.QueryBody, alias: string): ast.Aliased =>
  aliased({ kind: 'SubqueryRelation', query: asQuery(body) }, alias);

export const join = (
  left: ast.Relation,
  type: Exclude<ast.Join['type'], 'CROSS'>,
  right: ast.Relation,
  on: ast.Expression,
): ast.Join => ({ kind: 'Join', type, left, right, criterion: { kind: 'JoinOn', condition: on } });

/** A type by its name in lower case: `type('varchar', 10)`, `type('decimal', 10, 2)`. */
export const type = (name: string, ...parameters: ast.NamedType['parameters']): ast.NamedType => ({
  kind: 'NamedType',
  name,
  parameters,
});

/** `timestamp(p)` or `time(p)`, with or without time zone. */
export const dateTimeType = (
  name: ast.DateTimeType['name'],
  precision?: number,
  withTimeZone = false,
): ast.DateTimeType => ({ kind: 'DateTimeType', name, precision, withTimeZone });

export const arrayType = (element: ast.DataType): ast.ArrayType => ({ kind: 'ArrayType', element });

export const mapType = (key: ast.DataType, value: ast.DataType): ast.MapType => ({
  kind: 'MapType',
  key,
  value,
});

/** A row's type from its fields' names and types. */
export const rowType = (
  ...fields: readonly (readonly [name: string, type: ast.DataType])[]
): ast.RowType => ({
  kind: 'RowType',
  fields: fields.map(([name, fieldType]) => ({
    kind: 'RowTypeField',
    name: identifier(name),
    type: fieldType,
  })),
});

/** CREATE OR REPLACE VIEW, without other clauses. */
export const createView = (name: readonly string[], body: ast.QueryBody): ast.CreateView => ({
  kind: 'CreateView',
  name: qualifiedName(...name),
  columns: [],
  replace: true,
  properties: [],
  query: asQuery(body),
  withNoSchemaBinding: false,
});

/** CREATE SCHEMA, without an error if it exists already. */
export const createSchema = (
  name: readonly string[],
  { ifNotExists }: { readonly ifNotExists: boolean } = { ifNotExists: true },
): ast.CreateSchema => ({ kind: 'CreateSchema', name: qualifiedName(...name), ifNotExists });

/** SHOW SESSION: name, value, default, type and description of each property. */
export const showSession: ast.ShowSession = { kind: 'ShowSession' };

/** EXPLAIN; of the distributed plan as JSON, unless another form is named. */
export const explain = (of: ast.Explain['statement'], form: ast.Explain['form'] = 'JSON'): ast.Explain => ({
  kind: 'Explain',
  form,
  statement: of,
});

/** A statement about the object with this name, such as SHOW CREATE TABLE. */
export const objectStatement = (
  form: ast.ObjectStatement['form'],
  name: readonly string[],
): ast.ObjectStatement => ({ kind: 'ObjectStatement', form, name: qualifiedName(...name) });

/** CREATE TABLE … AS, which does nothing if the table exists already. */
export const createTableAs = (
  name: readonly string[],
  body: ast.QueryBody,
  {
    ifNotExists = true,
    properties = {},
  }: {
    readonly ifNotExists?: boolean;
    readonly properties?: Readonly<Record<string, ast.Expression>>;
  } = {},
): ast.CreateTableAs => ({
  kind: 'CreateTableAs',
  name: qualifiedName(...name),
  ifNotExists,
  properties: Object.entries(properties).map(([property, value]) => ({
    kind: 'Property',
    name: identifier(property),
    value,
  })),
  query: asQuery(body),
});
