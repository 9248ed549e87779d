import type { Node } from '../ast.js';
import type { Kind } from '../kinds.js';
import type { Document } from './document.js';
import {
  spellBinary as spellBytes,
  spellBoolean,
  spellInterval,
  spellNull,
  spellNumber,
  spellTyped,
} from './literals.js';
import { columnNames, spellIdentifier, spellQualifiedName, spellSlot, spellString } from './names.js';
import type { Printer, Speller } from './printer.js';
import { commas, parenthesized } from './document.js';
import * as e from './spell-expression.js';
import * as q from './spell-query.js';
import * as t from './types.js';
import { level } from './precedence.js';

/** How each kind is spelled, as far as scrim writes it. A kind that is not listed is refused, never guessed. */
const spellers: { readonly [K in Kind]?: Speller<K> } = {
  Identifier: spellIdentifier,
  QualifiedName: spellQualifiedName,
  CreateView: q.spellCreateView,
  DropView: q.spellDropView,
  Query: q.spellQuery,
  SortItem: q.spellSortItem,
  Limit: q.spellLimit,
  LimitAll: () => 'LIMIT ALL',
  FetchFirst: q.spellFetchFirst,
  SetOperation: q.spellSetOperation,
  Values: q.spellValues,
  TableQuery: ({ name }, printer) => ['TABLE ', printer.spell(name)],
  Select: q.spellSelect,
  SelectExpression: q.spellSelectExpression,
  AllColumns: q.spellAllColumns,
  GroupBy: q.spellGroupBy,
  GroupingSet: q.spellGroupingSet,
  GroupingSets: q.spellSets('GROUPING SETS'),
  Cube: q.spellSets('CUBE'),
  Rollup: q.spellSets('ROLLUP'),
  Table: q.spellTable,
  SubqueryRelation: ({ query }, printer) => parenthesized(printer.spell(query)),
  Lateral: ({ query }, printer) => ['LATERAL ', parenthesized(printer.spell(query))],
  Aliased: q.spellAliased,
  Join: q.spellJoin,
  JoinOn: ({ condition }, printer) => ['ON ', printer.spell(condition)],
  JoinUsing: ({ columns }, printer) => ['USING', columnNames(columns, printer)],
  NullLiteral: spellNull,
  BooleanLiteral: spellBoolean,
  IntegerLiteral: spellNumber,
  DecimalLiteral: spellNumber,
  DoubleLiteral: spellNumber,
  StringLiteral: spellString,
  BinaryLiteral: spellBytes,
  TypedLiteral: spellTyped,
  IntervalLiteral: spellInterval,
  Slot: spellSlot,
  ColumnReference: e.spellReference,
  Dereference: ({ base, field }, printer) => [
    printer.operand(base, level.primary),
    '.',
    printer.spell(field),
  ],
  Subscript: ({ base, index }, printer) => [
    printer.operand(base, level.primary),
    '[',
    printer.spell(index),
    ']',
  ],
  FunctionCall: e.spellFunctionCall,
  Star: ({ label }, printer) => (label === undefined ? '*' : [printer.spell(label), '.*']),
  Lambda: e.spellLambda,
  Cast: e.spellCast,
  Case: e.spellCase,
  Extract: e.spellExtract,
  Trim: e.spellTrim,
  CurrentValue: e.spellCurrent,
  AtTimeZone: e.spellAtTimeZone,
  Row: ({ values }, printer) => ['ROW', parenthesized(commas(values.map(printer.spell)))],
  ArrayConstructor: ({ elements }, printer) =>
    printer.dialect === 'trino'
      ? ['ARRAY[', commas(elements.map(printer.spell)), ']']
      : ['array', parenthesized(commas(elements.map(printer.spell)))],
  Subquery: e.spellSubquery,
  Exists: e.spellExists,
  InList: e.spellInList,
  InSubquery: e.spellInSubquery,
  QuantifiedComparison: e.spellQuantified,
  Comparison: e.spellComparison,
  IsDistinctFrom: e.spellIsDistinct,
  Between: e.spellBetween,
  Like: e.spellLike,
  IsNull: e.spellIsNull,
  Not: e.spellNot,
  And: e.spellAnd,
  Or: e.spellOr,
  Unary: e.spellUnary,
  Binary: e.spellBinary,
  NamedType: t.spellNamedType,
  DateTimeType: t.spellDateTimeType,
  IntervalType: t.spellIntervalType,
  RowType: t.spellRowType,
  RowTypeField: t.spellRowTypeField,
  ArrayType: t.spellArrayType,
  MapType: t.spellMapType,
};

/** Spells a node of any kind. */
export function spellNode(node: Node, printer: Printer): Document {
  const speller = spellers[node.kind] as Speller<Kind> | undefined;
  return speller === undefined
    ? printer.refuse(`${node.kind} among what scrim writes`, node)
    : speller(node as never, printer);
}
