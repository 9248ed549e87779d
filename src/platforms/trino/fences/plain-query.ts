import type {
  ColumnReference,
  DataType,
  Expression,
  QualifiedName,
  Query,
  Select,
} from '../../../sql/ast.js';
import { functionsOf } from '../../../sql/safe/functions.js';
import { fold } from '../../../sql/scope/names.js';
import { nodesOf } from '../../../sql/visit.js';

/** The columns that a SELECT reads, by folded name: the type of an unchanged column of the raw table, undefined for a computed one. */
type Columns = ReadonlyMap<string, DataType | undefined>;

/** One SELECT of a plain query, with the columns that it reads. */
export interface Level {
  readonly select: Select;
  /** The folded name of its one relation. */
  readonly alias: string | undefined;
  readonly columns: Columns;
  /** Whether it reads its raw table with time travel. */
  readonly timeTravel: boolean;
}

/** The columns of a raw table; undefined for an unknown table. */
export type RawColumns = (table: QualifiedName) => Columns | undefined;

/**
 * The SELECTs of a query with only columns and WHERE over one raw table, in any number of levels, the innermost first.
 * @returns undefined for every other query: with a join, grouping, DISTINCT, set operation, window function, LIMIT, …
 */
export function levelsOf(query: Query, rawColumns: RawColumns): readonly Level[] | undefined {
  const { body } = query;
  const surrounded = [query.with, query.limit, query.offset].some((part) => part !== undefined);
  if (body.kind !== 'Select' || surrounded || query.orderBy.length > 0 || !isPlain(body)) return undefined;
  const [relation, ...others] = body.from;
  if (relation === undefined || others.length > 0) return undefined;
  if (relation.kind === 'Aliased' && (relation.columns.length > 0 || relation.at !== undefined)) {
    return undefined;
  }
  const alias = relation.kind === 'Aliased' ? fold(relation.alias.value) : undefined;
  const source = relation.kind === 'Aliased' ? relation.relation : relation;
  if (source.kind === 'Table') {
    const columns = rawColumns(source.name);
    const name = fold(source.name.parts.at(-1)?.value ?? '');
    const timeTravel = source.version !== undefined;
    return columns && [{ select: body, alias: alias ?? name, columns, timeTravel }];
  }
  if (source.kind !== 'SubqueryRelation') return undefined;
  const beneath = levelsOf(source.query, rawColumns);
  const last = beneath?.at(-1);
  const columns = last && outputOf(last);
  return beneath && columns && [...beneath, { select: body, alias, columns, timeTravel: false }];
}

const isPlain = ({ distinct, top, exclude, connectBy, groupBy, having, qualify, windows }: Select): boolean =>
  !distinct &&
  exclude.length === 0 &&
  windows.length === 0 &&
  [top, connectBy, groupBy, having, qualify].every((part) => part === undefined);

/** The columns that a SELECT returns; undefined if an item may not be a scalar expression over the row. */
function outputOf(level: Level): Columns | undefined {
  const passed = new Map<string, DataType | undefined>();
  for (const item of level.select.items) {
    if (item.kind === 'AllColumns') {
      const of = item.target?.kind === 'ColumnReference' ? item.target.parts : [];
      const all = item.target === undefined || (of.length === 1 && fold(of[0]?.value ?? '') === level.alias);
      if (!all || item.aliases.length > 0) return undefined;
      for (const [name, type] of level.columns) passed.set(name, type);
      continue;
    }
    const { expression, alias } = item;
    if (!isScalar(expression)) return undefined;
    const named = alias ?? (expression.kind === 'ColumnReference' ? expression.parts.at(-1) : undefined);
    if (named === undefined) continue;
    const found = expression.kind === 'ColumnReference' ? columnAt(expression, level) : undefined;
    passed.set(fold(named.value), found?.fields === 0 ? found.type : undefined);
  }
  return passed;
}

/** Functions of one row: those that policies may call, and others in the SQL of masks. */
const scalarFunctions: ReadonlySet<string> = new Set([
  ...functionsOf('trino').allowed.keys(),
  'regexp_replace',
]);

const isScalar = (expression: Expression): boolean =>
  nodesOf(expression, 'Grouping').length === 0 &&
  nodesOf(expression, 'FunctionCall').every(({ name, over }) => {
    const [only, ...more] = name.parts;
    return over === undefined && more.length === 0 && scalarFunctions.has(fold(only?.value ?? ''));
  });

/** The column of a reference. */
export interface FoundColumn {
  readonly name: string;
  /** Undefined for a computed column. */
  readonly type: DataType | undefined;
  /** The number of fields in the column that the reference names. */
  readonly fields: number;
}

/** The column of a reference in a SELECT; undefined if it is not among the known columns of the SELECT. */
export function columnAt({ parts }: ColumnReference, { alias, columns }: Level): FoundColumn | undefined {
  const [first = '', second] = parts.map(({ value }) => fold(value));
  if (second !== undefined && first === alias && columns.has(second)) {
    return { name: second, type: columns.get(second), fields: parts.length - 2 };
  }
  return columns.has(first) ? { name: first, type: columns.get(first), fields: parts.length - 1 } : undefined;
}

/** Whether an expression reads only unchanged columns of the raw table. */
export function readsRawColumns(expression: Expression, level: Level): boolean {
  const parameters = new Set(
    nodesOf(expression, 'Lambda').flatMap((lambda) => lambda.parameters.map(({ value }) => fold(value))),
  );
  return (
    nodesOf(expression, 'Query').length === 0 &&
    nodesOf(expression, 'ColumnReference').every((reference) => {
      const found = columnAt(reference, level);
      return found === undefined
        ? parameters.has(fold(reference.parts[0]?.value ?? ''))
        : found.type !== undefined;
    })
  );
}
