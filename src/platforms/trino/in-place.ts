import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import { unreviewedPolicy } from '../../policy/hide-unreviewed.js';
import { isText } from '../../policy/canonical-text.js';
import type { AppliedMask, ColumnDecision, RowDecision, Shown } from '../../policy/shown.js';
import { definitionOf } from '../../policy/sources/definition.js';
import type { DataType, Expression, QualifiedName } from '../../sql/ast.js';
import { call, cast, column, compare, integer, nullLiteral } from '../../sql/build.js';
import { printTemplate } from '../../sql/print/template.js';
import type { Template } from '../../sql/print/template.js';
import { fold } from '../../sql/scope/names.js';
import { nodesOf } from '../../sql/visit.js';
import { sameType } from '../../types/same-type.js';
import type { Masked, Parts } from '../platform.js';
import { rowFilter } from '../row-filter.js';
import { spellRow } from '../row.js';
import { fenceConditions, isComposite, unforeseen } from './fences/fence-view.js';
import { rawColumnsOf } from './fences/raw-columns.js';
import { trino } from './platform.js';
import { trinoTypes } from './types.js';

/** How a column of a raw table is read in place. */
interface ColumnInPlace {
  /**
   * The value that replaces the column, for the type that Trino says it has; undefined where the column is read as it is.
   * @param type the name of the type, as Trino displays it
   */
  readonly mask?: (type: string) => Template;
  /** Why the mask is NULL in place, although the view shows more; undefined if it is not. */
  readonly nullBecause?: () => string | undefined;
}

/** What people read of a raw table in place who see the same of its data source. */
export type InPlace =
  /** Nothing of it can be read in place, and why. */
  | { readonly kind: 'closed'; readonly because: string }
  | {
      readonly kind: 'open';
      /** The condition that a row must meet; undefined: all rows. */
      readonly filter: Template | undefined;
      /** The columns that can be read, by their folded names. */
      readonly columns: ReadonlyMap<string, ColumnInPlace>;
      /** Whether the view has columns that cannot be read in place, because nobody has reviewed them. */
      readonly hidesColumns: boolean;
      /** The user as whom filters and masks read what they need. */
      readonly definer?: string;
    };

/** What SQL in place is made with, in addition to the decision. */
export interface InPlaceParts {
  readonly hashKey: Parts['hashKey'];
  readonly definer?: string | undefined;
}

/**
 * What a decision comes to on the raw table itself: one condition for its rows, and one expression for each masked column, in which columns
 * have their own names. A filter that only a query around the table could enforce closes the table in place. A mask that cannot keep the
 * type of its column is NULL.
 */
export function compileInPlace(dataSource: DataSource, shown: Shown, given: InPlaceParts): InPlace {
  const definition = definitionOf(dataSource);
  const view = formatDataSourceName(dataSource);
  if (definition.kind !== 'table')
    return { kind: 'closed', because: `data source '${view}' is a query: query the view` };
  const table = definition.name;
  const parts: Parts = {
    hashKey: given.hashKey,
    answered: (expression) => spellRow(expression, { rowReference: (row) => columnOfTable(table, row) }),
  };
  const filter = filterOf(dataSource, shown, table, parts, given.definer);
  if (typeof filter === 'string') return { kind: 'closed', because: `${filter}: query the view ${view}` };
  const isFiltered = filter !== undefined;
  const columns = shown.columns
    .filter((decision) => !isUnreviewed(decision))
    .map(
      (decision) =>
        [
          fold(decision.column.name),
          columnInPlace(decision, { ...given, parts, table, isFiltered }),
        ] as const,
    );
  return {
    kind: 'open',
    filter: filter && printTemplate(filter, 'trino'),
    columns: new Map(columns),
    hidesColumns: columns.length < shown.columns.length,
    ...(given.definer === undefined ? {} : { definer: given.definer }),
  };
}

/** A column that nobody has reviewed does not exist in place. */
const isUnreviewed = ({ masks }: ColumnDecision): boolean =>
  masks.some(({ policy }) => policy === unreviewedPolicy);

/** A column in governors' SQL, qualified by the table: a lookup table of a subquery, or the parameter of a lambda, could capture its name. */
const columnOfTable = (
  { parts }: QualifiedName,
  { column: name, fields, position }: Parameters<typeof trino.rowReference>[0],
): Expression => ({
  ...column(parts.at(-1)?.value ?? '', name, ...fields.map(({ value }) => value)),
  position,
});

/** The fenced condition on rows; undefined without one; as text, why there is none that can be enforced. */
function filterOf(
  dataSource: DataSource,
  { rows, ...shown }: Shown,
  table: QualifiedName,
  parts: Parts,
  definer: string | undefined,
): Expression | string | undefined {
  if (rows.length === 0) return undefined;
  const conditions = rows.map((row) => rowFilter(trino, row, parts));
  const subquery = rows.find((_, index) => hasQuery(conditions[index]));
  if (subquery !== undefined) return lookupProblem(subquery);
  const fenced = fenceConditions(conditions, table, rawColumnsOf(dataSource, { rows, ...shown }));
  if (fenced === undefined) return 'its row filters cannot be enforced in place';
  return definer === undefined && callsFunctions(fenced)
    ? 'its row filters call functions, for which settings.definer is needed in place'
    : fenced;
}

/** What looks like a function, and is syntax: no function of a user can take its place. */
const syntax: ReadonlySet<string> = new Set(['if', 'coalesce', 'nullif', 'try']);

/**
 * Whether an expression calls functions. Trino looks for them on the reader's own SQL path first, and asks whether the identity of the expression
 * may execute what it finds there: the definer may not, but a reader may execute functions that they made themselves.
 */
const callsFunctions = (expression: Expression): boolean =>
  nodesOf(expression, 'FunctionCall').some(
    ({ name: { parts } }) => parts.length !== 1 || !syntax.has(fold(parts[0]?.value ?? '')),
  );

const hasQuery = (expression: Expression | undefined): boolean =>
  expression !== undefined && nodesOf(expression, 'Query').length > 0;

const lookupProblem = ({ policy }: RowDecision): string =>
  `the row filter of policy '${policy}' reads a lookup table, which cannot be enforced in place`;

interface Surroundings extends InPlaceParts {
  readonly parts: Parts;
  readonly table: QualifiedName;
  readonly isFiltered: boolean;
}

function columnInPlace(decision: ColumnDecision, around: Surroundings): ColumnInPlace {
  const { column: of, masks } = decision;
  if (masks.length > 0) return maskedInPlace(decision, around);
  const declared = trinoTypes.typeOf(of);
  if (!around.isFiltered || (declared !== undefined && !isComposite(declared))) return {};
  return around.definer === undefined
    ? { mask: constantly(nullLiteral), nullBecause: () => fenceNeedsDefiner }
    : { mask: constantly(unforeseen(column(of.name))) };
}

/** Made when it is first asked for: questions about rows and access ask for no mask. */
function maskedInPlace(decision: ColumnDecision, around: Surroundings): ColumnInPlace {
  let made: ReturnType<typeof maskInPlace> | undefined;
  const make = (): ReturnType<typeof maskInPlace> => (made ??= maskInPlace(decision, around));
  return { mask: (type) => make().mask(type), nullBecause: () => make().nullBecause };
}

function maskInPlace(
  decision: ColumnDecision,
  around: Surroundings,
): { readonly mask: (type: string) => Template; readonly nullBecause?: string | undefined } {
  const { column: of, masks } = decision;
  const declared = trinoTypes.typeOf(of);
  const nulled = (because: string): ReturnType<typeof maskInPlace> => ({
    mask: constantly(nullLiteral),
    nullBecause: isNullAnyway(decision) ? undefined : because,
  });
  if (declared === undefined) return nulled(`scrim cannot read its type ${of.type}`);
  // Made anew for each type that is asked for: its tree takes much more memory than its text.
  const make = (): Masked | string => {
    const masked = maskedValue(decision, column(of.name), declared, around);
    if (typeof masked === 'string' || !around.isFiltered || !isComposite(declared)) return masked;
    return around.definer === undefined
      ? fenceNeedsDefiner
      : { ...masked, expression: unforeseen(masked.expression) };
  };
  const problem = make();
  if (typeof problem === 'string') return nulled(problem);
  const known = new Map<string, Template>();
  const nullBecause = isNullAnyway(decision) ? undefined : lossIn(decision, declared);
  const isAlwaysNull = nullBecause !== undefined && masks.length === 1 && masks[0]?.where === undefined;
  if (isAlwaysNull) return nulled(nullBecause);
  const most = Math.max(
    ...masks.map(({ mask }) => mostCharacters(mask, declared)),
    // Where no mask holds, the column itself is shown.
    lengthOf(declared),
  );
  return {
    mask(type) {
      const found = known.get(type);
      if (found !== undefined) return found;
      const masked = make();
      const printed = printTemplate(
        typeof masked === 'string' ? nullLiteral : castTo(masked, type, declared, most),
        'trino',
      );
      known.set(type, printed);
      return printed;
    },
    nullBecause,
  };
}

const fenceNeedsDefiner =
  'its values have parts, whose fence calls a function, for which settings.definer is needed in place';

const constantly = (expression: Expression): ((type: string) => Template) => {
  const template = printTemplate(expression, 'trino');
  return () => template;
};

const isNullAnyway = ({ masks }: ColumnDecision): boolean => masks.every(({ mask }) => mask.type === 'null');

/** The value under the masks, in the type of its column or as text of any length; as text, why there is none. */
function maskedValue(
  decision: ColumnDecision,
  raw: Expression,
  declared: DataType,
  { parts, table, definer }: Surroundings,
): Masked | string {
  const masked = trino.layers(decision, raw, declared, parts, 'keep the type');
  const read = nodesOf(masked.expression, 'Query');
  if (definer === undefined && (read.length > 0 || callsFunctions(masked.expression))) {
    return 'its mask calls functions, for which settings.definer is needed in place';
  }
  const name = fold(table.parts.at(-1)?.value ?? '');
  const captures = read.some((query) =>
    [
      ...nodesOf(query, 'Aliased').map(({ alias }) => alias),
      ...nodesOf(query, 'Table').flatMap(({ name: { parts: of } }) => of.slice(-1)),
    ].some(({ value }) => fold(value) === name),
  );
  return captures ? `its mask reads another table with the name '${name}'` : masked;
}

/**
 * Converts a value to the type of its column without an error for any value: text that does not fit becomes NULL, and is never cut.
 * @param most the most characters that the value has
 */
function castTo(
  { expression, type }: Masked,
  columnType: string,
  declared: DataType,
  most: number,
): Expression {
  const actual = trinoTypes.readType(columnType);
  // A column that has another type than its data source says was never checked with this mask.
  if (actual === undefined || !sameType(actual, declared)) return nullLiteral;
  if (expression.kind === 'Cast' && sameType(expression.type, actual)) return expression;
  const length = lengthOf(actual);
  if (sameType(type, actual) || most <= length) return cast(expression, actual);
  return call('if', compare(call('length', expression), '<=', integer(length)), cast(expression, actual));
}

/** The number of characters that a column holds. */
const lengthOf = (type: DataType): number => {
  if (!isText(type) || type.kind !== 'NamedType') return Infinity;
  const [length = type.name === 'char' ? 1 : Infinity] = type.parameters;
  return Number(length);
};

/** The most characters that a mask makes of text. */
function mostCharacters(mask: AppliedMask, declared: DataType): number {
  switch (mask.type) {
    case 'hash':
      return 64;
    case 'bucket':
      return Math.max(0, ...(mask.labels ?? []).map((label) => [...label].length));
    case 'regex':
    case 'custom':
      return Infinity;
    case 'null':
    case 'constant':
    case 'partial':
    case 'round':
      return lengthOf(declared);
  }
}

/** Why a mask is NULL in every row, although the view shows more. */
function lossIn(
  { masks, column: { type: written } }: ColumnDecision,
  declared: DataType,
): string | undefined {
  const hash = masks.some(({ mask }) => mask.type === 'hash');
  if (hash && lengthOf(declared) < 64) return `a hash has 64 characters, and the column is ${written}`;
  const changes = masks.find(({ mask }) => changesType(mask, declared));
  return changes === undefined
    ? undefined
    : `its ${changes.mask.type} mask gives text, and the column is ${written}`;
}

/** Whether a mask has another type than its column, which a query can have and a table cannot. */
const changesType = (mask: AppliedMask, declared: DataType): boolean =>
  !isText(declared) && (mask.type === 'hash' || (mask.type === 'bucket' && mask.labels !== undefined));
