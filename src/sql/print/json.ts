import type {
  JsonArgument,
  JsonArray,
  JsonElement,
  JsonExists,
  JsonFormat,
  JsonMember,
  JsonObject,
  JsonPath,
  JsonQuery,
  JsonQueryFallback,
  JsonReturning,
  JsonValue,
  JsonValueFallback,
  JsonWrapper,
} from '../ast.js';
import { commas, join, line, parenthesized, type Document } from './document.js';
import { quoteString } from './names.js';
import type { Printer } from './printer.js';

/** The existing clauses, one after another, in parentheses. */
const call = (name: string, ...clauses: readonly (Document | undefined)[]): Document => [
  name,
  parenthesized(
    join(
      line,
      clauses.filter((part) => part !== undefined),
    ),
  ),
];

const format = (of: JsonFormat | undefined): string => (of === undefined ? '' : ` FORMAT ${of}`);

export const spellJsonPath = (node: JsonPath, { dialect, spell }: Printer): Document => {
  const head = [
    [spell(node.input), format(node.inputFormat), ','],
    [quoteString(node.path, dialect), node.name === undefined ? '' : [' AS ', spell(node.name)]],
  ];
  const passing = node.passing.length === 0 ? [] : [['PASSING ', commas(node.passing.map(spell))]];
  return join(line, [...head, ...passing]);
};

export const spellJsonArgument = (node: JsonArgument, { spell }: Printer): Document => [
  spell(node.value),
  format(node.format),
  ' AS ',
  spell(node.name),
];

export const spellJsonExists = (node: JsonExists, { spell }: Printer): Document =>
  call('json_exists', spell(node.path), node.onError && `${node.onError} ON ERROR`);

export const spellJsonValue = (node: JsonValue, { spell }: Printer): Document =>
  call(
    'json_value',
    spell(node.path),
    node.returning && ['RETURNING ', spell(node.returning)],
    ...valueFallbacks(node, spell),
  );

/** ON EMPTY and ON ERROR of a value. */
export const valueFallbacks = (
  node: {
    readonly onEmpty?: JsonValueFallback | undefined;
    readonly onError?: JsonValueFallback | undefined;
  },
  spell: Printer['spell'],
): readonly (Document | undefined)[] => [
  node.onEmpty && [spell(node.onEmpty), ' ON EMPTY'],
  node.onError && [spell(node.onError), ' ON ERROR'],
];

export const spellJsonValueFallback = (node: JsonValueFallback, { spell }: Printer): Document =>
  node.behavior === 'DEFAULT' && node.value !== undefined ? ['DEFAULT ', spell(node.value)] : node.behavior;

export const spellJsonQuery = (node: JsonQuery, { spell }: Printer): Document =>
  call('json_query', spell(node.path), node.returning && spell(node.returning), ...queryClauses(node));

/** Wrapper, quotes, ON EMPTY and ON ERROR of a query. */
export const queryClauses = (node: {
  readonly wrapper?: JsonWrapper | undefined;
  readonly quotes?: 'KEEP' | 'OMIT' | undefined;
  readonly onEmpty?: JsonQueryFallback | undefined;
  readonly onError?: JsonQueryFallback | undefined;
}): readonly (Document | undefined)[] => [
  node.wrapper && wrapper[node.wrapper],
  node.quotes && `${node.quotes} QUOTES`,
  node.onEmpty && `${node.onEmpty} ON EMPTY`,
  node.onError && `${node.onError} ON ERROR`,
];

const wrapper: Readonly<Record<JsonWrapper, string>> = {
  WITHOUT: 'WITHOUT WRAPPER',
  CONDITIONAL: 'WITH CONDITIONAL WRAPPER',
  UNCONDITIONAL: 'WITH UNCONDITIONAL WRAPPER',
};

export const spellJsonReturning = (node: JsonReturning, { spell }: Printer): Document => [
  'RETURNING ',
  spell(node.type),
  format(node.format),
];

/** Only if there are elements: otherwise Trino would read the word NULL as an element. */
const nulls = (onNull: 'NULL' | 'ABSENT' | undefined): Document | undefined => onNull && `${onNull} ON NULL`;

export const spellJsonObject = (node: JsonObject, { spell }: Printer): Document =>
  call(
    'json_object',
    node.members.length === 0 ? undefined : commas(node.members.map(spell)),
    node.members.length > 0 ? nulls(node.onNull) : undefined,
    node.uniqueKeys && node.members.length > 0 ? 'WITH UNIQUE KEYS' : undefined,
    node.returning && spell(node.returning),
  );

/** With the word KEY, because the key may be a column with that name. */
export const spellJsonMember = (node: JsonMember, { spell }: Printer): Document => [
  'KEY ',
  spell(node.key),
  ' VALUE ',
  spell(node.value),
  format(node.format),
];

export const spellJsonArray = (node: JsonArray, { spell }: Printer): Document =>
  call(
    'json_array',
    node.elements.length === 0 ? undefined : commas(node.elements.map(spell)),
    node.elements.length > 0 ? nulls(node.onNull) : undefined,
    node.returning && spell(node.returning),
  );

export const spellJsonElement = (node: JsonElement, { spell }: Printer): Document => [
  spell(node.value),
  format(node.format),
];
