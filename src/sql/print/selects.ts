import type {
  AllColumns,
  AutoGrouping,
  ConnectBy,
  Cube,
  GroupBy,
  GroupingSet,
  GroupingSets,
  Rollup,
  Select,
  SelectExpression,
} from '../ast.js';
import { commas, group, join, line, parenthesized, type Document } from './document.js';
import { columnNames } from './names.js';
import type { Printer } from './printer.js';
import { clause } from './queries.js';
import { navigated } from './values.js';

export function spellSelect(node: Select, printer: Printer): Document {
  if (node.top !== undefined) printer.need('TOP', node);
  if (node.exclude.length > 0) printer.need('EXCLUDE', node);
  if (node.qualify !== undefined) printer.need('QUALIFY', node);
  if (node.windows.length > 0) printer.need('WINDOW clause', node);
  const { spell } = printer;
  const top = node.top && [' TOP ', spell(node.top)];
  const clauses = [
    group('SELECT', node.distinct ? ' DISTINCT' : '', top ?? '', clause('', node.items.map(spell))),
    node.exclude.length > 0 ? ['EXCLUDE', columnNames(node.exclude, printer)] : undefined,
    node.from.length > 0 ? clause('FROM', node.from.map(spell)) : undefined,
    node.where && clause('WHERE', [spell(node.where)]),
    node.connectBy && spell(node.connectBy),
    node.groupBy && spell(node.groupBy),
    node.having && clause('HAVING', [spell(node.having)]),
    node.qualify && clause('QUALIFY', [spell(node.qualify)]),
    node.windows.length > 0 ? clause('WINDOW', node.windows.map(spell)) : undefined,
  ].filter((part) => part !== undefined);
  return join(line, clauses);
}

export function spellConnectBy(node: ConnectBy, printer: Printer): Document {
  printer.need('CONNECT BY', node);
  const start = node.startWith && [clause('START WITH', [printer.spell(node.startWith)]), line];
  return [start ?? '', clause('CONNECT BY', [printer.spell(node.condition)])];
}

export const spellSelectExpression = (node: SelectExpression, printer: Printer): Document => [
  printer.spell(node.expression),
  node.alias === undefined ? '' : [' AS ', printer.spell(node.alias)],
];

export function spellAllColumns(node: AllColumns, printer: Printer): Document {
  if (node.aliases.length > 0) printer.need('alias for the columns of a row', node);
  return [
    node.target === undefined ? '' : [navigated(node.target, printer), '.'],
    '*',
    node.aliases.length === 0 ? '' : [' AS', columnNames(node.aliases, printer)],
  ];
}

export function spellGroupBy(node: GroupBy, printer: Printer): Document {
  if (node.distinct) printer.need('GROUP BY DISTINCT', node);
  if (node.elements.length > 1 && node.elements.some(({ kind }) => kind === 'AutoGrouping')) {
    printer.need('AUTO together with other grouping elements', node);
  }
  return clause(node.distinct ? 'GROUP BY DISTINCT' : 'GROUP BY', node.elements.map(printer.spell));
}

export function spellGroupingSet(node: GroupingSet, printer: Printer): Document {
  const [only] = node.expressions;
  if (only === undefined || node.expressions.length > 1 || only.kind === 'Row') {
    return parenthesized(commas(node.expressions.map(printer.spell)));
  }
  return printer.spell(only);
}

export const spellAutoGrouping = (_: AutoGrouping, { style }: Printer): Document => style.autoGrouping;

const sets =
  (keyword: string) =>
  (node: GroupingSets | Cube | Rollup, printer: Printer): Document => [
    keyword,
    ' ',
    parenthesized(commas(node.sets.map(printer.spell))),
  ];

export const spellGroupingSets = sets('GROUPING SETS');
export const spellCube = sets('CUBE');
export const spellRollup = sets('ROLLUP');
