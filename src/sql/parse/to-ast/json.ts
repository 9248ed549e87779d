/** The JSON functions of the SQL standard. */
import { required } from '../../../base/invariant.js';
import type {
  Expression,
  JsonArgument,
  JsonArray,
  JsonExists,
  JsonFormat,
  JsonObject,
  JsonPath,
  JsonQuery,
  JsonQueryFallback,
  JsonReturning,
  JsonValue,
  JsonValueFallback,
  JsonWrapper,
} from '../../ast.js';
import { SqlParser as P } from '../generated/SqlParser.js';
import type {
  JsonArgumentContext,
  JsonArrayContext,
  JsonExistsContext,
  JsonFormatContext,
  JsonObjectContext,
  JsonPathContext,
  JsonQueryContext,
  JsonQuotesContext,
  JsonReturningContext,
  JsonValueContext,
  JsonWrapperContext,
  QueryFallbackContext,
  ValueFallbackContext,
} from '../generated/SqlParser.js';
import type { SqlToken } from '../token.js';
import type { ToAst } from './context.js';
import { positionOf, refuse } from './context.js';
import { unquote } from './literals.js';

type JsonContext =
  JsonExistsContext | JsonValueContext | JsonQueryContext | JsonObjectContext | JsonArrayContext;

export function jsonExpression(to: ToAst, context: JsonContext): Expression {
  switch (context.ruleIndex) {
    case P.RULE_jsonExists:
      return jsonExists(to, context as JsonExistsContext);
    case P.RULE_jsonValue:
      return jsonValue(to, context as JsonValueContext);
    case P.RULE_jsonQuery:
      return jsonQuery(to, context as JsonQueryContext);
    case P.RULE_jsonObject:
      return jsonObject(to, context as JsonObjectContext);
    default:
      return jsonArray(to, context as JsonArrayContext);
  }
}

function jsonExists(to: ToAst, context: JsonExistsContext): JsonExists {
  const onError = context._onError as SqlToken | undefined;
  return {
    kind: 'JsonExists',
    path: jsonPath(to, context.jsonPath()),
    onError: onError?.text.toUpperCase() as JsonExists['onError'],
    position: positionOf(context),
  };
}

function jsonValue(to: ToAst, context: JsonValueContext): JsonValue {
  const returning = context.dataType();
  return {
    kind: 'JsonValue',
    path: jsonPath(to, context.jsonPath()),
    returning: returning === null ? undefined : to.dataType(returning),
    ...fallbacks(context.valueFallback(), (fallback) => valueFallback(to, fallback)),
    position: positionOf(context),
  };
}

const jsonQuery = (to: ToAst, context: JsonQueryContext): JsonQuery => ({
  kind: 'JsonQuery',
  path: jsonPath(to, context.jsonPath()),
  returning: jsonReturning(to, context.jsonReturning()),
  wrapper: jsonWrapper(context.jsonWrapper()),
  quotes: jsonQuotes(context.jsonQuotes()),
  ...fallbacks(context.queryFallback(), queryFallback),
  position: positionOf(context),
});

const jsonObject = (to: ToAst, context: JsonObjectContext): JsonObject => ({
  kind: 'JsonObject',
  members: context.jsonMember().map((member) => ({
    kind: 'JsonMember',
    key: to.expression(required(member._name)),
    value: to.expression(required(member._value)),
    format: jsonFormat(member.jsonFormat()),
    position: positionOf(member),
  })),
  onNull: onNull(context),
  uniqueKeys: context.WITH() !== null,
  returning: jsonReturning(to, context.jsonReturning()),
  position: positionOf(context),
});

const jsonArray = (to: ToAst, context: JsonArrayContext): JsonArray => ({
  kind: 'JsonArray',
  elements: context.jsonElement().map((element) => ({
    kind: 'JsonElement',
    value: to.expression(element.expression()),
    format: jsonFormat(element.jsonFormat()),
    position: positionOf(element),
  })),
  onNull: onNull(context),
  returning: jsonReturning(to, context.jsonReturning()),
  position: positionOf(context),
});

const onNull = ({ _onNull: behavior }: JsonObjectContext | JsonArrayContext): JsonObject['onNull'] =>
  behavior === undefined ? undefined : behavior?.type === P.ABSENT ? 'ABSENT' : 'NULL';

/** The input, the path, and the values of the path's variables. */
export function jsonPath(to: ToAst, context: JsonPathContext): JsonPath {
  const name = context._name;
  return {
    kind: 'JsonPath',
    input: to.expression(required(context._input)),
    inputFormat: jsonFormat(context.jsonFormat()),
    path: unquote(context.STRING().getText()),
    name: name === undefined ? undefined : to.identifier(name),
    passing: context.jsonArgument().map((argument) => jsonArgument(to, argument)),
    position: positionOf(context),
  };
}

const jsonArgument = (to: ToAst, context: JsonArgumentContext): JsonArgument => ({
  kind: 'JsonArgument',
  value: to.expression(context.expression()),
  format: jsonFormat(context.jsonFormat()),
  name: to.identifier(context.identifier()),
  position: positionOf(context),
});

export function jsonFormat(context: JsonFormatContext | null): JsonFormat | undefined {
  if (context === null) return undefined;
  switch (context._encoding?.type) {
    case P.UTF8:
      return 'JSON ENCODING UTF8';
    case P.UTF16:
      return 'JSON ENCODING UTF16';
    case P.UTF32:
      return 'JSON ENCODING UTF32';
    default:
      return 'JSON';
  }
}

const jsonReturning = (to: ToAst, context: JsonReturningContext | null): JsonReturning | undefined =>
  context === null
    ? undefined
    : {
        kind: 'JsonReturning',
        type: to.dataType(context.dataType()),
        format: jsonFormat(context.jsonFormat()),
        position: positionOf(context),
      };

export function jsonWrapper(context: JsonWrapperContext | null): JsonWrapper | undefined {
  if (context === null) return undefined;
  if (context.WITHOUT() !== null) return 'WITHOUT';
  return context._kind?.type === P.CONDITIONAL ? 'CONDITIONAL' : 'UNCONDITIONAL';
}

export function jsonQuotes(context: JsonQuotesContext | null): JsonQuery['quotes'] {
  if (context === null) return undefined;
  return context.KEEP() === null ? 'OMIT' : 'KEEP';
}

function valueFallback(to: ToAst, context: ValueFallbackContext): JsonValueFallback {
  const value = context.expression();
  const position = positionOf(context);
  if (value !== null) {
    return { kind: 'JsonValueFallback', behavior: 'DEFAULT', value: to.expression(value), position };
  }
  const behavior = context._behavior?.type === P.NULL ? 'NULL' : 'ERROR';
  return { kind: 'JsonValueFallback', behavior, position };
}

function queryFallback(context: QueryFallbackContext): JsonQueryFallback {
  if (context.NULL() !== null) return 'NULL';
  if (context.ARRAY() !== null) return 'EMPTY ARRAY';
  return context.OBJECT() === null ? 'ERROR' : 'EMPTY OBJECT';
}

type FallbackContext = ValueFallbackContext | QueryFallbackContext;

/** At most one ON EMPTY, then at most one ON ERROR. */
export function fallbacks<C extends Pick<FallbackContext, '_onWhat' | 'start' | 'stop'>, T>(
  contexts: readonly C[],
  convert: (context: C) => T,
): { readonly onEmpty?: T; readonly onError?: T } {
  const result: { onEmpty?: T; onError?: T } = {};
  for (const context of contexts) {
    const isEmpty = context._onWhat?.type === P.EMPTY;
    if (result.onError !== undefined || (isEmpty && result.onEmpty !== undefined)) {
      const message = 'only one ON EMPTY is allowed, and after it one ON ERROR';
      throw refuse(required(context.start), message);
    }
    if (isEmpty) result.onEmpty = convert(context);
    else result.onError = convert(context);
  }
  return result;
}
