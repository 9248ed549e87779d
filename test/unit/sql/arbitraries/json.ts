import type { Arbitrary } from 'fast-check';
import fc from 'fast-check';

import type * as ast from '../../../../src/sql/ast.js';
import type { Context } from './context.js';
import { few, flag, maybe, node, none, oneOf } from './leaves.js';

const format = maybe(
  oneOf<ast.JsonFormat>('JSON', 'JSON ENCODING UTF8', 'JSON ENCODING UTF16', 'JSON ENCODING UTF32'),
);
const pathText = oneOf('$', 'lax $.a', 'strict $."it\'s"[*]');
const queryFallback = maybe(oneOf<ast.JsonQueryFallback>('NULL', 'ERROR', 'EMPTY ARRAY', 'EMPTY OBJECT'));
const wrapper = maybe(oneOf<ast.JsonWrapper>('WITHOUT', 'CONDITIONAL', 'UNCONDITIONAL'));
const quotes = maybe(oneOf('KEEP', 'OMIT'));
const onNull = maybe(oneOf('NULL', 'ABSENT'));

const path = ({ expression, name }: Context, named: boolean): Arbitrary<ast.JsonPath> =>
  node<ast.JsonPath>('JsonPath', {
    input: expression,
    inputFormat: format,
    path: pathText,
    name: named ? maybe(name) : none,
    passing: few(node<ast.JsonArgument>('JsonArgument', { value: expression, format, name })),
  });

const valueFallback = ({ expression }: Context) =>
  maybe(
    fc.oneof(
      oneOf<ast.JsonValueFallback>(
        { kind: 'JsonValueFallback', behavior: 'NULL' },
        { kind: 'JsonValueFallback', behavior: 'ERROR' },
      ),
      node<ast.JsonValueFallback>('JsonValueFallback', { behavior: oneOf('DEFAULT'), value: expression }),
    ),
  );

/** The SQL/JSON functions of Trino. */
export function jsonExpressions(context: Context): readonly Arbitrary<ast.Expression>[] {
  const { expression, type } = context;
  const returning = maybe(node<ast.JsonReturning>('JsonReturning', { type, format }));
  return [
    node<ast.JsonExists>('JsonExists', {
      path: path(context, false),
      onError: maybe(oneOf('TRUE', 'FALSE', 'UNKNOWN', 'ERROR')),
    }),
    node<ast.JsonValue>('JsonValue', {
      path: path(context, false),
      returning: maybe(type),
      onEmpty: valueFallback(context),
      onError: valueFallback(context),
    }),
    node<ast.JsonQuery>('JsonQuery', {
      path: path(context, false),
      returning,
      wrapper,
      quotes,
      onEmpty: queryFallback,
      onError: queryFallback,
    }),
    node<ast.JsonObject>('JsonObject', {
      members: few(node<ast.JsonMember>('JsonMember', { key: expression, value: expression, format })),
      onNull,
      uniqueKeys: flag,
      returning,
    }).map((made) => (made.members.length === 0 ? { ...made, onNull: undefined, uniqueKeys: false } : made)),
    node<ast.JsonArray>('JsonArray', {
      elements: few(node<ast.JsonElement>('JsonElement', { value: expression, format })),
      onNull,
      returning,
    }).map((made) => (made.elements.length === 0 ? { ...made, onNull: undefined } : made)),
  ];
}

/** JSON_TABLE, with nested columns and plans. */
export function jsonTables(context: Context): Arbitrary<ast.JsonTable> {
  const { name, type } = context;
  const flat: Arbitrary<ast.JsonTableColumn>[] = [
    node<ast.JsonOrdinalityColumn>('JsonOrdinalityColumn', { name }),
    node<ast.JsonValueColumn>('JsonValueColumn', {
      name,
      type,
      path: maybe(pathText),
      onEmpty: valueFallback(context),
      onError: valueFallback(context),
    }),
    node<ast.JsonQueryColumn>('JsonQueryColumn', {
      name,
      type,
      format: oneOf('JSON', 'JSON ENCODING UTF8'),
      path: maybe(pathText),
      wrapper,
      quotes,
      onEmpty: queryFallback,
      onError: queryFallback,
    }),
  ];
  const nested = node<ast.JsonNestedColumns>('JsonNestedColumns', {
    path: pathText,
    name: maybe(name),
    columns: few(fc.oneof(...flat), 1),
  });
  const leaf: Arbitrary<ast.JsonPlan> = node<ast.JsonPlanPath>('JsonPlanPath', { name });
  const parentChild = (child: Arbitrary<ast.JsonPlan>) =>
    node<ast.JsonPlanParentChild>('JsonPlanParentChild', {
      join: oneOf('OUTER', 'INNER'),
      parent: name,
      child,
    });
  const siblings = node<ast.JsonPlanSiblings>('JsonPlanSiblings', {
    join: oneOf('UNION', 'CROSS'),
    siblings: few(fc.oneof(leaf, parentChild(leaf)), 2),
  });
  const plan = fc.oneof(
    node<ast.JsonTablePlan>('JsonTablePlan', {
      plan: fc.oneof(leaf, parentChild(fc.oneof(leaf, siblings, parentChild(leaf))), siblings),
    }),
    fc.constantFrom<ast.JsonTableDefaultPlan>(
      { kind: 'JsonTableDefaultPlan', parentChild: 'OUTER' },
      { kind: 'JsonTableDefaultPlan', siblings: 'CROSS' },
      { kind: 'JsonTableDefaultPlan', parentChild: 'INNER', siblings: 'UNION' },
    ),
  );
  return node<ast.JsonTable>('JsonTable', {
    path: path(context, true),
    columns: few(fc.oneof(...flat, nested), 1),
    plan: maybe(plan),
    onError: maybe(oneOf('ERROR', 'EMPTY')),
  });
}
