/** The types of an expression of a policy over one row of a data source. */
import type { ColumnReference, Expression, PolicyFunctionCall, Query, Relation, Select } from '../ast.js';
import type { Dialect } from '../dialect.js';
import { columnsOf, type Columns } from '../safe/scope.js';
import { fold, type RowColumn, type RowRules, type SqlProblem } from '../safe/rules.js';
import { trinoType } from './from-data-type.js';
import { comparisonHint } from './hints.js';
import { castsTo } from './trino-casts.js';
import { coerces, commonOf } from './trino-coercion.js';
import { condition, fieldType, trinoExpression } from './trino-expressions.js';
import { trinoSignatures } from './trino-signatures.js';
import { any, boolean, isAny, isOrderable, isText, holdsAny, showType, varchar, type Type } from './type.js';
import type { Typing } from './typing.js';

/** A lookup table in a subquery. */
interface Lookup {
  readonly alias: string;
  readonly columns: Columns;
}

/** The meaning of names in an expression. */
interface Names {
  readonly row: Columns;
  /** The innermost subquery's first. */
  readonly lookups: readonly Lookup[];
}

/** The required result of an expression. */
export type Wanted = 'true or false' | { readonly castTo: Type };

/** The dialects in which the types of expressions are known. For others, the database reports type errors. */
const hasKnownTypes: Readonly<Record<Dialect, boolean>> = { trino: true, redshift: false };

/** Type errors of an expression with the columns of the row. The expression must have passed the safety check, so that its names are resolved. */
export function typeProblems(
  expression: Expression,
  dialect: Dialect,
  rules: RowRules,
  wanted: Wanted,
): readonly SqlProblem[] {
  if (!hasKnownTypes[dialect]) return [];
  const { type, problems } = typesOfRow(expression, rules);
  const isBoolean = wanted === 'true or false';
  const fits = isBoolean ? coerces(type, boolean) : castsTo(type, wanted.castTo);
  if (fits) return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const { line = 1, column = 1 } = expression.position ?? {};
  const message = isBoolean
    ? `a row predicate must be true or false: this is ${showType(type)}`
    : `the mask gives ${showType(type)}, which Trino does not cast to ${showType(wanted.castTo)}, the type of the column`;
  return [...problems, { line, column, message }];
}

/**
 * The type of an expression over one row, and its type errors.
 * @param rules the names that it may use, or the meaning of each of its columns
 */
export function typesOfRow(
  expression: Expression,
  rules: RowRules | ((reference: ColumnReference) => Type),
): { readonly type: Type; readonly problems: readonly SqlProblem[] } {
  const problems: SqlProblem[] = [];
  const report: Typing['report'] = ({ position }, message) => {
    problems.push({ line: position?.line ?? 1, column: position?.column ?? 1, message });
  };
  const typing =
    typeof rules === 'function'
      ? { ...typingOf(nothingNamed, noRules, report), column: rules }
      : typingOf({ row: columnsOf(rules.columns), lookups: [] }, rules, report);
  const type = trinoExpression(expression, typing);
  return { type, problems };
}

const noRules: RowRules = { columns: [], lookupTables: [] };
const nothingNamed: Names = { row: new Map(), lookups: [] };

function typingOf(names: Names, rules: RowRules, report: Typing['report']): Typing {
  const typing: Typing = {
    report,
    column: (reference) => columnType(reference, names, typing),
    query: (query) => queryTypes(query, names, rules, report),
    policyFunction: (call, args) => policyFunctionType(call, args, names, rules, typing),
    signatures: (name) => (Object.hasOwn(trinoSignatures, name) ? trinoSignatures[name] : undefined),
  };
  return typing;
}

const typeOfColumn = (column: RowColumn | undefined): Type =>
  column?.type === undefined ? any : trinoType(column.type);

function columnType({ parts }: ColumnReference, { row, lookups }: Names, typing: Typing): Type {
  const [first, second] = parts;
  if (first === undefined) return any;
  const name = fold(first.value);
  const lookup = second && lookups.find(({ alias }) => alias === name);
  const holder = lookups.find(({ columns }) => columns.has(name));
  const [base, fields] =
    lookup === undefined || second === undefined
      ? [row.get(name) ?? holder?.columns.get(name), parts.slice(1)]
      : [lookup.columns.get(fold(second.value)), parts.slice(2)];
  return fields.reduce((type, field) => fieldType(type, field, typing), typeOfColumn(base));
}

/** A subquery over lookup tables. */
function queryTypes(
  query: Query,
  names: Names,
  rules: RowRules,
  report: Typing['report'],
): readonly Type[] | undefined {
  const { body } = query;
  if (body.kind !== 'Select') return undefined;
  const lookups = body.from.flatMap((relation) => lookupsIn(relation, rules));
  const typing = typingOf({ ...names, lookups: [...lookups, ...names.lookups] }, rules, report);
  for (const relation of body.from) checkJoins(relation, typing);
  if (body.where !== undefined) condition(body.where, 'the condition of WHERE', typing);
  for (const { expression } of query.orderBy) checkOrder(expression, typing);
  return selected(body, typing);
}

const selected = ({ items }: Select, typing: Typing): readonly Type[] | undefined =>
  items.some(({ kind }) => kind === 'AllColumns')
    ? undefined
    : items.flatMap((item) => (item.kind === 'AllColumns' ? [] : [trinoExpression(item.expression, typing)]));

function checkOrder(expression: Expression, typing: Typing): void {
  const found = trinoExpression(expression, typing);
  if (!holdsAny(found) && !isOrderable(found)) {
    typing.report(expression, `ORDER BY sorts by values that have an order, not by ${showType(found)}`);
  }
}

function lookupsIn(relation: Relation, rules: RowRules): readonly Lookup[] {
  switch (relation.kind) {
    case 'Join':
      return [...lookupsIn(relation.left, rules), ...lookupsIn(relation.right, rules)];
    case 'Aliased':
      return lookupsIn(relation.relation, rules).map(({ columns }) => ({
        alias: fold(relation.alias.value),
        columns,
      }));
    case 'Table': {
      const parts = relation.name.parts.map(({ value }) => fold(value));
      const found = rules.lookupTables.find(
        ({ name }) =>
          name.length === parts.length && name.every((part, index) => fold(part) === parts[index]),
      );
      return [{ alias: parts.at(-1) ?? '', columns: columnsOf(found?.columns ?? []) }];
    }
    default:
      return [];
  }
}

function checkJoins(relation: Relation, typing: Typing): void {
  if (relation.kind === 'Aliased') return checkJoins(relation.relation, typing);
  if (relation.kind !== 'Join') return;
  checkJoins(relation.left, typing);
  checkJoins(relation.right, typing);
  if (relation.criterion?.kind === 'JoinOn')
    condition(relation.criterion.condition, 'the condition of ON', typing);
}

/** The result type of a policy function, and whether its arguments can be compared with texts of the reader. */
function policyFunctionType(
  call: PolicyFunctionCall,
  args: readonly Type[],
  names: Names,
  rules: RowRules,
  typing: Typing,
): Type {
  switch (call.name) {
    case 'attributeValuesContains':
      checkAmong(call, args, 1, typing);
      return boolean;
    case 'groupsContains':
    case 'purposesContains':
      checkAmong(call, args, 0, typing);
      return boolean;
    case 'hasAttribute':
    case 'isInGroups':
    case 'isUsingPurpose':
      return boolean;
    case 'username':
    case 'iam':
      return varchar();
    case 'columnReference':
      return typeOfColumn(names.row.get(fold(textOf(call) ?? '')));
    case 'columnTagged':
      return typeOfColumn(rules.tagged?.(textOf(call) ?? ''));
    default:
      return any;
  }
}

const textOf = ({ arguments: [first] }: PolicyFunctionCall): string | undefined =>
  first?.kind === 'StringLiteral' ? first.value : undefined;

/** Types whose values are parsed from a text. Values of other types are compared by their own text. */
const readFromText: ReadonlySet<string> = new Set([
  ...['tinyint', 'smallint', 'integer', 'bigint', 'real', 'double', 'decimal', 'boolean', 'date', 'uuid'],
  ...['timestamp', 'timestamp with time zone', 'time'],
]);

function checkAmong(
  { name, arguments: nodes }: PolicyFunctionCall,
  args: readonly Type[],
  at: number,
  typing: Typing,
): void {
  const [value, placeholder] = [nodes[at], nodes[at + 1]];
  const type = args[at];
  if (value === undefined || type === undefined || isAny(type)) return;
  if (!isText(type) && !readFromText.has(type.base) && !castsTo(type, varchar())) {
    typing.report(value, `@${name}: ${showType(type)} cannot be compared with text`);
  }
  const other = args[at + 1];
  if (placeholder !== undefined && other !== undefined && commonOf([type, other]) === undefined) {
    const hint = comparisonHint([value, placeholder], [type, other]);
    typing.report(
      placeholder,
      `@${name}: the placeholder is ${showType(other)} and the column ${showType(type)}${hint}`,
    );
  }
}
