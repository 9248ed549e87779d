import type {
  JsonNestedColumns,
  JsonOrdinalityColumn,
  JsonPlan,
  JsonPlanParentChild,
  JsonPlanPath,
  JsonPlanSiblings,
  JsonQueryColumn,
  JsonTable,
  JsonTableColumn,
  JsonTableDefaultPlan,
  JsonTablePlan,
  JsonValueColumn,
} from '../ast.js';
import { commas, join, line, parenthesized, type Document } from './document.js';
import { queryClauses, valueFallbacks } from './json.js';
import { quoteString } from './names.js';
import type { Printer } from './printer.js';

export const spellJsonTable = (node: JsonTable, printer: Printer): Document => [
  'JSON_TABLE',
  parenthesized(
    lines(
      printer.spell(node.path),
      columns(node.columns, printer),
      node.plan && printer.spell(node.plan),
      node.onError && `${node.onError} ON ERROR`,
    ),
  ),
];

const lines = (...parts: readonly (Document | undefined)[]): Document =>
  join(
    line,
    parts.filter((part) => part !== undefined),
  );

const words = (...parts: readonly (Document | undefined)[]): Document =>
  join(
    ' ',
    parts.filter((part) => part !== undefined),
  );

const columns = (list: readonly JsonTableColumn[], { spell }: Printer): Document => [
  'COLUMNS ',
  parenthesized(commas(list.map(spell))),
];

const path = (text: string | undefined, { dialect }: Printer): Document | undefined =>
  text === undefined ? undefined : ['PATH ', quoteString(text, dialect)];

export const spellJsonOrdinalityColumn = (node: JsonOrdinalityColumn, { spell }: Printer): Document => [
  spell(node.name),
  ' FOR ORDINALITY',
];

export const spellJsonValueColumn = (node: JsonValueColumn, printer: Printer): Document =>
  words(
    printer.spell(node.name),
    printer.spell(node.type),
    path(node.path, printer),
    ...valueFallbacks(node, printer.spell),
  );

export const spellJsonQueryColumn = (node: JsonQueryColumn, printer: Printer): Document =>
  words(
    printer.spell(node.name),
    printer.spell(node.type),
    `FORMAT ${node.format}`,
    path(node.path, printer),
    ...queryClauses(node),
  );

export const spellJsonNestedColumns = (node: JsonNestedColumns, printer: Printer): Document =>
  words(
    'NESTED',
    path(node.path, printer),
    node.name && ['AS ', printer.spell(node.name)],
    columns(node.columns, printer),
  );

export const spellJsonTablePlan = (node: JsonTablePlan, { spell }: Printer): Document => [
  'PLAN ',
  parenthesized(spell(node.plan)),
];

export const spellJsonPlanPath = (node: JsonPlanPath, { spell }: Printer): Document => spell(node.name);

/** A nested plan is a name, or in parentheses. */
const within = (plan: JsonPlan, { spell }: Printer): Document =>
  plan.kind === 'JsonPlanPath' ? spell(plan) : parenthesized(spell(plan));

export const spellJsonPlanParentChild = (node: JsonPlanParentChild, printer: Printer): Document => [
  printer.spell(node.parent),
  ` ${node.join} `,
  within(node.child, printer),
];

export const spellJsonPlanSiblings = (node: JsonPlanSiblings, printer: Printer): Document =>
  join(
    ` ${node.join} `,
    node.siblings.map((plan) => within(plan, printer)),
  );

export const spellJsonTableDefaultPlan = (node: JsonTableDefaultPlan): Document =>
  `PLAN DEFAULT (${[node.parentChild, node.siblings].filter((word) => word !== undefined).join(', ')})`;
