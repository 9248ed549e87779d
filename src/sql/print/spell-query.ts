import type {
  Aliased,
  AllColumns,
  CreateView,
  DropView,
  FetchFirst,
  GroupBy,
  GroupingSet,
  Join,
  Limit,
  Query,
  QueryBody,
  Relation,
  Select,
  SelectExpression,
  SetOperation,
  SortItem,
  Table,
  Values,
} from '../ast.js';
import { commas, group, indent, join, line, parenthesized } from './document.js';
import type { Document } from './document.js';
import { columnNames, quoteString } from './names.js';
import { level } from './precedence.js';
import type { Printer } from './printer.js';

/** A clause: its word, then what follows, further in where it does not fit. */
const clause = (word: string, content: Document): Document => group(word, indent(line, content));

const listed = (word: string, documents: readonly Document[]): readonly Document[] =>
  documents.length === 0 ? [] : [clause(word, commas(documents))];

/** Clauses in their order, on one line where all of them fit. */
const clauses = (documents: readonly Document[]): Document => group(join(line, documents));

export function spellQuery({ with: named, body, orderBy, offset, limit }: Query, printer: Printer): Document {
  const withClause =
    named === undefined
      ? []
      : [
          clause(
            named.recursive ? 'WITH RECURSIVE' : 'WITH',
            join(
              [',', line],
              named.queries.map(({ name, columns, query }) => [
                printer.spell(name),
                columnNames(columns, printer),
                ' AS ',
                parenthesized(printer.spell(query)),
              ]),
            ),
          ),
        ];
  const rows = offset === undefined ? [] : [['OFFSET ', printer.spell(offset)]];
  return clauses([
    ...withClause,
    bodyOf(body, printer),
    ...listed('ORDER BY', orderBy.map(printer.spell)),
    ...rows,
    ...(limit === undefined ? [] : [printer.spell(limit)]),
  ]);
}

/** A body in its place: a query with clauses of its own stands in parentheses. */
const bodyOf = (body: QueryBody, printer: Printer): Document =>
  body.kind === 'Query' ? parenthesized(printer.spell(body)) : printer.spell(body);

export const spellSortItem = ({ expression, descending, nulls }: SortItem, printer: Printer): Document => [
  printer.spell(expression),
  descending ? ' DESC' : '',
  nulls === undefined ? '' : ` NULLS ${nulls}`,
];

export const spellLimit = ({ count }: Limit, printer: Printer): Document => ['LIMIT ', printer.spell(count)];

export function spellFetchFirst(node: FetchFirst, printer: Printer): Document {
  printer.need('FETCH FIRST', node);
  const count = node.count === undefined ? '' : [printer.spell(node.count), ' '];
  return ['FETCH FIRST ', count, 'ROWS ', node.withTies ? 'WITH TIES' : 'ONLY'];
}

/** INTERSECT binds more closely than the others, which bind alike and from the left. */
const binding = { UNION: 1, EXCEPT: 1, INTERSECT: 2 } as const;

export function spellSetOperation(node: SetOperation, printer: Printer): Document {
  const { operator, all, corresponding, left, right } = node;
  if (all && operator !== 'UNION') printer.need(`${operator} ALL`, node);
  if (corresponding !== undefined) printer.need('CORRESPONDING', node);
  const side = (body: QueryBody, loosest: number): Document =>
    body.kind === 'SetOperation' && binding[body.operator] < loosest
      ? parenthesized(printer.spell(body))
      : bodyOf(body, printer);
  const by = corresponding?.columns.length ? [' BY', columnNames(corresponding.columns, printer)] : '';
  return join(line, [
    side(left, binding[operator]),
    [operator, all ? ' ALL' : '', corresponding === undefined ? '' : [' CORRESPONDING', by]],
    side(right, binding[operator] + 1),
  ]);
}

export const spellValues = ({ rows }: Values, printer: Printer): Document =>
  clause('VALUES', commas(rows.map(printer.spell)));

export function spellSelect(node: Select, printer: Printer): Document {
  if (node.top !== undefined) printer.need('TOP', node);
  if (node.exclude.length > 0) printer.need('EXCLUDE', node);
  if (node.qualify !== undefined) printer.need('QUALIFY', node);
  const top = node.top === undefined ? '' : [' TOP ', printer.spell(node.top)];
  const exclude = node.exclude.length === 0 ? '' : [' EXCLUDE', columnNames(node.exclude, printer)];
  const condition = (word: string, expression: Select['where']): readonly Document[] =>
    expression === undefined ? [] : [clause(word, printer.spell(expression))];
  return clauses([
    group(
      'SELECT',
      node.distinct ? ' DISTINCT' : '',
      top,
      indent(line, commas(node.items.map(printer.spell)), exclude),
    ),
    ...listed('FROM', node.from.map(printer.spell)),
    ...condition('WHERE', node.where),
    ...(node.groupBy === undefined ? [] : [printer.spell(node.groupBy)]),
    ...condition('HAVING', node.having),
    ...condition('QUALIFY', node.qualify),
  ]);
}

export const spellSelectExpression = (
  { expression, alias }: SelectExpression,
  printer: Printer,
): Document => [printer.spell(expression), alias === undefined ? '' : [' AS ', printer.spell(alias)]];

export function spellAllColumns(node: AllColumns, printer: Printer): Document {
  if (node.aliases.length > 0) printer.need('alias for the columns of a row', node);
  const target = node.target === undefined ? '' : [printer.operand(node.target, level.primary), '.'];
  return [target, '*', node.aliases.length === 0 ? '' : [' AS', columnNames(node.aliases, printer)]];
}

export function spellGroupBy(node: GroupBy, printer: Printer): Document {
  if (node.distinct) printer.need('GROUP BY DISTINCT', node);
  return clause(node.distinct ? 'GROUP BY DISTINCT' : 'GROUP BY', commas(node.elements.map(printer.spell)));
}

/** One expression stands alone; several, and none, in parentheses. */
export function spellGroupingSet({ expressions }: GroupingSet, printer: Printer): Document {
  const [only, ...others] = expressions;
  return only !== undefined && others.length === 0
    ? printer.spell(only)
    : ['(', commas(expressions.map(printer.spell)), ')'];
}

/** CUBE, ROLLUP and GROUPING SETS. */
export const spellSets =
  (word: string) =>
  ({ sets }: { readonly sets: readonly GroupingSet[] }, printer: Printer): Document => [
    `${word} `,
    parenthesized(commas(sets.map(printer.spell))),
  ];

export const spellTable = ({ name, version }: Table, printer: Printer): Document => [
  printer.spell(name),
  version === undefined ? '' : [` FOR ${version.of} AS OF `, printer.operand(version.value, level.operator)],
];

/** A relation where a join would be read otherwise than it is meant. */
const single = (relation: Relation, printer: Printer): Document =>
  relation.kind === 'Join' ? parenthesized(printer.spell(relation)) : printer.spell(relation);

export function spellAliased(node: Aliased, printer: Printer): Document {
  if (node.at !== undefined) printer.need('AT in an alias', node);
  return [
    single(node.relation, printer),
    ' AS ',
    printer.spell(node.alias),
    columnNames(node.columns, printer),
    node.at === undefined ? '' : [' AT ', printer.spell(node.at)],
  ];
}

export function spellJoin({ type, left, right, criterion }: Join, printer: Printer): Document {
  const natural = criterion?.kind === 'NaturalJoin' ? 'NATURAL ' : '';
  const word = type === 'INNER' ? 'JOIN' : `${type} JOIN`;
  const on =
    criterion === undefined || criterion.kind === 'NaturalJoin' ? '' : [' ', printer.spell(criterion)];
  return [printer.spell(left), line, natural, word, ' ', single(right, printer), on];
}

export function spellCreateView(node: CreateView, printer: Printer): Document {
  if (node.columns.length > 0) printer.need('column names in CREATE VIEW', node);
  if (node.comment !== undefined) printer.need('COMMENT in CREATE VIEW', node);
  if (node.security !== undefined) printer.need('SECURITY in CREATE VIEW', node);
  if (node.properties.length > 0) return printer.refuse('properties of a view in what scrim prints', node);
  if (node.withNoSchemaBinding) printer.need('WITH NO SCHEMA BINDING', node);
  return join('\n', [
    [
      `CREATE ${node.replace ? 'OR REPLACE ' : ''}VIEW `,
      printer.spell(node.name),
      columnNames(node.columns, printer),
    ],
    ...(node.comment === undefined ? [] : [`COMMENT ${quoteString(node.comment, printer.dialect)}`]),
    ...(node.security === undefined ? [] : [`SECURITY ${node.security}`]),
    'AS',
    printer.spell(node.query),
    ...(node.withNoSchemaBinding ? ['WITH NO SCHEMA BINDING'] : []),
  ]);
}

export const spellDropView = ({ name, ifExists }: DropView, printer: Printer): Document => [
  `DROP VIEW ${ifExists ? 'IF EXISTS ' : ''}`,
  printer.spell(name),
];
