import type {
  FunctionCall,
  Identifier,
  Lambda,
  ListaggOverflow,
  PolicyFunctionCall,
  Star,
  WindowMeasure,
} from '../ast.js';
import { commas, group, indent, join, line, parenthesized, type Document } from './document.js';
import { quoteString } from './names.js';
import type { Printer } from './printer.js';
import { orderBy } from './queries.js';

export function spellFunctionCall(node: FunctionCall, printer: Printer): Document {
  checkForm(node, printer);
  const { spell } = printer;
  const treatment = node.nullTreatment && `${node.nullTreatment} NULLS`;
  const within = treatsNullsWithin(node, printer);
  const inside = [
    [node.distinct ? 'DISTINCT ' : '', commas(node.arguments.map(spell))],
    orderBy(node.orderBy, printer),
    node.overflow && spell(node.overflow),
    within ? treatment : undefined,
  ].filter((part) => part !== undefined);
  const behind = [
    node.withinGroup.length > 0
      ? ['WITHIN GROUP ', parenthesized(orderBy(node.withinGroup, printer) ?? '')]
      : undefined,
    node.filter && ['FILTER ', parenthesized(['WHERE ', spell(node.filter)])],
    within ? undefined : treatment,
    node.over && ['OVER ', spell(node.over)],
  ].filter((part) => part !== undefined);
  return [
    node.processingMode === undefined ? '' : `${node.processingMode} `,
    node.approximate ? 'APPROXIMATE ' : '',
    functionName(node, printer),
    isEmpty(node) ? '()' : parenthesized(join(line, inside)),
    behind.map((part) => [' ', part]),
  ];
}

const treatsNullsWithin = (node: FunctionCall, { style }: Printer): boolean =>
  style.nullsWithin.has(nameOf(node) ?? '');

const isEmpty = ({ arguments: args, orderBy: order }: FunctionCall): boolean =>
  args.length === 0 && order.length === 0;

function checkForm(node: FunctionCall, printer: Printer): void {
  const isListagg = nameOf(node) === 'listagg';
  if (node.approximate) printer.need('APPROXIMATE before a function', node);
  if (node.processingMode !== undefined) printer.need('RUNNING or FINAL before a function', node);
  if (node.orderBy.length > 0) printer.need('ORDER BY among the arguments of a function', node);
  if (node.overflow !== undefined) printer.need('ON OVERFLOW', node);
  if (node.withinGroup.length > 0 && !isListagg) printer.need('WITHIN GROUP of this function', node);
  if (node.withinGroup.length === 0 && isListagg) printer.need('listagg without WITHIN GROUP', node);
  if (node.filter !== undefined) printer.need('FILTER (WHERE …)', node);
  if (node.nullTreatment !== undefined && node.over === undefined) {
    printer.refuse('IGNORE NULLS or RESPECT NULLS without OVER', node);
  }
  const missing = printer.style.missing(node);
  if (missing !== undefined) printer.refuse(missing, node);
  if (!node.arguments.some(({ kind }) => kind === 'Star')) return;
  if (node.arguments.length > 1 || node.distinct || node.orderBy.length > 0) {
    printer.refuse('function that is called with * and more', node);
  }
  if (node.nullTreatment !== undefined) printer.refuse('NULLs to ignore or respect in *', node);
}

const nameOf = ({ name: { parts } }: FunctionCall): string | undefined =>
  parts.length === 1 ? parts[0]?.value : undefined;

function functionName(node: FunctionCall, printer: Printer): Document {
  const [first] = node.name.parts as readonly [Identifier];
  const bare = node.name.parts.length === 1 && !first.quoted && printer.style.callable.has(first.value);
  return bare ? first.value : printer.spell(node.name);
}

/** No database has policy functions: they are compiled into plain SQL before printing. */
export const refusePolicyFunctionCall = (node: PolicyFunctionCall, { refuse }: Printer): never =>
  refuse(`policy function @${node.name}`, node, 'it is compiled into plain SQL before printing');

export function spellStar(node: Star, printer: Printer): Document {
  if (node.label === undefined) return '*';
  printer.need('count(label.*)', node);
  return [printer.spell(node.label), '.*'];
}

export const spellListaggOverflow = (node: ListaggOverflow, { dialect }: Printer): Document =>
  node.behavior === 'ERROR'
    ? 'ON OVERFLOW ERROR'
    : [
        'ON OVERFLOW TRUNCATE ',
        node.filler === undefined ? '' : [quoteString(node.filler, dialect), ' '],
        node.withCount ? 'WITH COUNT' : 'WITHOUT COUNT',
      ];

export const spellWindowMeasure = (node: WindowMeasure, { spell }: Printer): Document => [
  spell(node.name),
  ' OVER ',
  spell(node.over),
];

export const spellLambda = (node: Lambda, { spell }: Printer): Document =>
  group('(', join(', ', node.parameters.map(spell)), ') ->', indent(line, spell(node.body)));
