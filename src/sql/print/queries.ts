import type {
  Corresponding,
  FetchFirst,
  Limit,
  LimitAll,
  NamedQuery,
  Query,
  QueryBody,
  SetOperation,
  SortItem,
  TableQuery,
  Values,
  With,
} from '../ast.js';
import { commas, group, indent, join, line, parenthesized, type Document } from './document.js';
import { columnNames } from './names.js';
import type { Printer } from './printer.js';

export function spellQuery(node: Query, printer: Printer): Document {
  const offset = node.offset && ['OFFSET ', printer.spell(node.offset)];
  const limit = node.limit && printer.spell(node.limit);
  const clauses = [
    node.with && printer.spell(node.with),
    spellBody(node.body, printer),
    orderBy(node.orderBy, printer),
    ...(printer.style.first === 'OFFSET' ? [offset, limit] : [limit, offset]),
  ].filter((clause) => clause !== undefined);
  return group(join(line, clauses));
}

/** A body; a query with clauses of its own is in parentheses. */
function spellBody(body: QueryBody, printer: Printer): Document {
  if (body.kind !== 'Query') return printer.spell(body);
  if (body.with !== undefined) printer.refuse('WITH in a parenthesized part of a query', body.with);
  return parenthesized(printer.spell(body));
}

/** `ORDER BY a, b`, or undefined if there is no ordering. */
export const orderBy = (items: readonly SortItem[], printer: Printer): Document | undefined =>
  items.length === 0 ? undefined : clause('ORDER BY', items.map(printer.spell));

/** A keyword and its items, one per line if they do not fit. */
export const clause = (keyword: string, parts: readonly Document[]): Document =>
  group(keyword, indent(line, commas(parts)));

export const spellWith = (node: With, printer: Printer): Document =>
  clause(node.recursive ? 'WITH RECURSIVE' : 'WITH', node.queries.map(printer.spell));

export const spellNamedQuery = (node: NamedQuery, printer: Printer): Document => [
  printer.spell(node.name),
  columnNames(node.columns, printer),
  ' AS ',
  parenthesized(printer.spell(node.query)),
];

export const spellSortItem = (node: SortItem, printer: Printer): Document => [
  printer.spell(node.expression),
  node.descending ? ' DESC' : '',
  node.nulls === undefined ? '' : ` NULLS ${node.nulls}`,
];

export const spellLimit = (node: Limit, printer: Printer): Document => ['LIMIT ', printer.spell(node.count)];

export const spellLimitAll = (_: LimitAll): Document => 'LIMIT ALL';

export function spellFetchFirst(node: FetchFirst, printer: Printer): Document {
  printer.need('FETCH FIRST', node);
  const count = node.count === undefined ? '' : [printer.spell(node.count), ' '];
  return ['FETCH FIRST ', count, 'ROWS ', node.withTies ? 'WITH TIES' : 'ONLY'];
}

export function spellSetOperation(node: SetOperation, printer: Printer): Document {
  const { operator, all } = node;
  if (all && operator !== 'UNION') printer.need(`${operator} ALL`, node);
  const operand = (body: QueryBody, least: number): Document =>
    body.kind === 'SetOperation' && precedence[body.operator] < least
      ? parenthesized(group(printer.spell(body)))
      : spellBody(body, printer);
  return [
    operand(node.left, precedence[operator]),
    line,
    operator,
    all ? ' ALL' : '',
    node.corresponding === undefined ? '' : [' ', printer.spell(node.corresponding)],
    line,
    operand(node.right, precedence[operator] + 1),
  ];
}

const precedence = { UNION: 1, EXCEPT: 1, INTERSECT: 2 } as const;

export function spellCorresponding(node: Corresponding, printer: Printer): Document {
  printer.need('CORRESPONDING', node);
  return ['CORRESPONDING', node.columns.length === 0 ? '' : [' BY', columnNames(node.columns, printer)]];
}

export const spellValues = (node: Values, printer: Printer): Document =>
  clause('VALUES', node.rows.map(printer.spell));

export const spellTableQuery = (node: TableQuery, printer: Printer): Document => [
  'TABLE ',
  printer.spell(node.name),
];
