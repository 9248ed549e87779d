/** The types of the result columns of a Trino query, computed from those of the tables that it reads. */
import type {
  ColumnReference,
  Expression,
  NamedQuery,
  Node,
  Query,
  QueryBody,
  Relation,
  Select,
} from '../ast.js';
import { fold, foldAll } from '../scope/names.js';
import type { Origin } from '../scope/relation-type.js';
import type { Resolution } from '../scope/resolve.js';
import type { SqlProblem } from '../safe/rules.js';
import { trinoAggregates } from './trino-aggregates.js';
import { commonOf, commonType } from './trino-coercion.js';
import { condition, fieldType, trinoExpression } from './trino-expressions.js';
import { trinoSignatures } from './trino-signatures.js';
import { any, showType, type Type } from './type.js';
import type { Typing } from './typing.js';

/** A column of a relation or of a result. */
interface TypedColumn {
  readonly name: string | undefined;
  readonly type: Type;
  /** The relation that it is qualified with. */
  readonly of?: Node;
  /** The expression of the column. */
  readonly from?: Expression;
}

type Columns = readonly TypedColumn[];

/** A column of the result; the expression where the query has one. */
interface ResultColumn {
  readonly type: Type;
  readonly from?: Expression | undefined;
}

/** The columns of a result by their folded names, and the type errors of the query. */
export interface QueryTypes {
  /** Undefined if they cannot be determined. */
  readonly columns: ReadonlyMap<string, ResultColumn> | undefined;
  readonly problems: readonly SqlProblem[];
}

/** Returns the types of the columns of a table, by the folded parts of its name and then by their folded names. */
export type TableTypes = (name: readonly string[]) => ReadonlyMap<string, Type> | undefined;

/**
 * The types of the columns of a query's result. A type that cannot be determined is `any`.
 * @param resolution the meaning of its names, without errors
 */
export function queryTypes(resolution: Resolution, tables: TableTypes): QueryTypes {
  const problems: SqlProblem[] = [];
  const uses = new Map(resolution.columns.map((use) => [use.node, use]));
  const readings = new Map<Node, NamedQuery | undefined>(
    resolution.tables.map(({ node, namedQuery }) => [node, namedQuery]),
  );
  const named = new Map<NamedQuery, Columns | undefined>();
  const relations = new Map<Node, ReadonlyMap<string, Type>>();

  const typing: Typing = {
    report: ({ position }, message) => {
      problems.push({ line: position?.line ?? 1, column: position?.column ?? 1, message });
    },
    column: (reference) => columnType(reference),
    query: (query) => ofQuery(query)?.map(({ type }) => type),
    policyFunction: () => any,
    signatures: (name) =>
      Object.hasOwn(trinoSignatures, name)
        ? trinoSignatures[name]
        : Object.hasOwn(trinoAggregates, name)
          ? trinoAggregates[name]
          : undefined,
  };

  const columns = ofQuery(resolution.query);
  return {
    columns:
      columns && new Map(columns.map(({ name, type, from }) => [fold(name ?? ''), { type, from }] as const)),
    problems,
  };

  function columnType(reference: ColumnReference): Type {
    const use = uses.get(reference);
    if (use?.denotes === undefined) return any;
    const fields = use.fields.length === 0 ? [] : reference.parts.slice(-use.fields.length);
    return fields.reduce((base, field) => fieldType(base, field, typing), ofOrigin(use.denotes));
  }

  function ofOrigin(origin: Origin): Type {
    switch (origin.kind) {
      case 'column':
        return relations.get(origin.relation.node)?.get(fold(origin.column)) ?? any;
      case 'merged':
        return commonOf(origin.columns.map(ofOrigin)) ?? any;
      default:
        return any;
    }
  }

  function ofQuery({ with: definitions, body }: Query): Columns | undefined {
    for (const definition of definitions?.queries ?? []) {
      const given = definitions?.recursive === true ? undefined : ofQuery(definition.query);
      named.set(definition, renamed(given, definition.columns));
    }
    return ofBody(body);
  }

  function ofBody(body: QueryBody): Columns | undefined {
    switch (body.kind) {
      case 'Query':
        return ofQuery(body);
      case 'Select':
        return ofSelect(body);
      case 'TableQuery':
        return ofTable(body);
      case 'Values': {
        const rows = body.rows.map((row) => (row.kind === 'Row' ? row.values : [row]));
        const types = rows.map((row) => row.map((value) => trinoExpression(value, typing)));
        return types[0]?.map((_, index) => ({
          name: undefined,
          type: commonOf(types.map((row) => row[index] ?? any)) ?? any,
        }));
      }
      case 'SetOperation': {
        const [left, right] = [ofBody(body.left), ofBody(body.right)];
        if (left === undefined || right === undefined || body.corresponding !== undefined) return undefined;
        return left.map(({ name, type, from }, index) => {
          const other = right[index]?.type ?? any;
          const common = commonType(type, other);
          if (common === undefined) {
            const found = `${showType(type)} and ${showType(other)}`;
            typing.report(
              body,
              `column ${index + 1} of ${body.operator} is ${found}, which have no common type`,
            );
          }
          return { name, type: common ?? any, ...(from === undefined ? {} : { from }) };
        });
      }
    }
  }

  function ofSelect(select: Select): Columns | undefined {
    const from = select.from.map(ofRelation);
    const visible = from.some((one) => one === undefined) ? undefined : from.flatMap((one) => one ?? []);
    if (select.where !== undefined) condition(select.where, 'the condition of WHERE', typing);
    if (select.having !== undefined) condition(select.having, 'the condition of HAVING', typing);
    const columns: TypedColumn[] = [];
    for (const item of select.items) {
      if (item.kind === 'SelectExpression') {
        const { expression, alias } = item;
        const last = alias ?? (expression.kind === 'ColumnReference' ? expression.parts.at(-1) : undefined);
        columns.push({ name: last?.value, type: trinoExpression(expression, typing), from: expression });
        continue;
      }
      const all = item.target === undefined ? visible : ofTarget(item.target, visible);
      const given = renamed(all, item.aliases);
      if (given === undefined) return undefined;
      columns.push(...given);
    }
    return columns;
  }

  function ofTarget(target: Expression, visible: Columns | undefined): Columns | undefined {
    const nodes = target.kind === 'ColumnReference' ? uses.get(target)?.of : undefined;
    const found = visible?.filter(({ of }) => of !== undefined && nodes?.includes(of));
    return found === undefined || found.length === 0 ? undefined : found;
  }

  function ofRelation(relation: Relation): Columns | undefined {
    switch (relation.kind) {
      case 'Table':
        return ofTable(relation);
      case 'SubqueryRelation':
      case 'Lateral':
        return registered(relation, ofQuery(relation.query));
      case 'Aliased':
        return registered(relation.relation, renamed(ofRelation(relation.relation), relation.columns));
      case 'Sampled':
        return ofRelation(relation.relation);
      case 'Join': {
        const [left, right] = [ofRelation(relation.left), ofRelation(relation.right)];
        const { criterion } = relation;
        if (criterion?.kind === 'JoinOn') condition(criterion.condition, 'the condition of ON', typing);
        if (left === undefined || right === undefined) return undefined;
        return criterion?.kind === 'JoinUsing'
          ? merged(foldAll(criterion.columns), left, right)
          : [...left, ...right];
      }
      default:
        return undefined;
    }
  }

  function ofTable(
    node: Extract<Relation, { kind: 'Table' }> | Extract<QueryBody, { kind: 'TableQuery' }>,
  ): Columns | undefined {
    const query = readings.get(node);
    if (query !== undefined) return registered(node, named.get(query));
    const types = tables(foldAll(node.name.parts));
    return registered(node, types && [...types].map(([name, type]) => ({ name, type })));
  }

  /** Records the columns of a relation, so that references to them are found. */
  function registered(node: Node, columns: Columns | undefined): Columns | undefined {
    if (columns !== undefined) {
      relations.set(node, new Map(columns.map(({ name, type }) => [fold(name ?? ''), type])));
    }
    return columns?.map(({ name, type }) => ({ name, type, of: node }));
  }
}

function renamed(
  columns: Columns | undefined,
  names: readonly { readonly value: string }[],
): Columns | undefined {
  return columns?.map((column, index) => ({ ...column, name: names[index]?.value ?? column.name }));
}

/** The columns of USING come first; each merges one column of each side. */
function merged(names: readonly string[], left: Columns, right: Columns): Columns {
  const typeIn = (columns: Columns, name: string): Type =>
    columns.find((column) => fold(column.name ?? '') === name)?.type ?? any;
  const rest = ({ name }: TypedColumn): boolean => !names.includes(fold(name ?? ''));
  return [
    ...names.map((name) => ({ name, type: commonOf([typeIn(left, name), typeIn(right, name)]) ?? any })),
    ...left.filter(rest),
    ...right.filter(rest),
  ];
}
