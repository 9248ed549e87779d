import { assertNever } from '../base/assert-never.js';
import type { DataType, Expression, RowType } from '../sql/ast.js';
import { arrayType, call, cast, mapType, rowType, type as named } from '../sql/build.js';
import { countIds, icebergType } from './iceberg-type.js';
import type { IcebergType, NextId } from './iceberg-type.js';
import { castsToJson, holdsJson } from './json-inside.js';
import { dateTimeDecision, intervalDecision, namedDecision } from './scalar-types.js';
import type { Showing } from './showing.js';

/** How a view shows a column of a raw table. */
export type ColumnDecision =
  | {
      /** Unchanged: if the types differ, Trino converts the value itself, and predicates can still be pushed down to the source. */
      readonly kind: 'kept';
      /** The type of the view's column in Trino. */
      readonly trino: DataType;
      /** The type in the view's Iceberg schema, from which Trino derives `trino`. */
      readonly iceberg: IcebergType;
    }
  | {
      /** Converted by an expression, because Trino would otherwise refuse the view. */
      readonly kind: 'cast';
      readonly trino: DataType;
      readonly iceberg: IcebergType;
      readonly show: (value: Expression) => Expression;
      /** The information that the shown value loses; empty if nothing is lost. */
      readonly loss: string;
    }
  | { readonly kind: 'hidden'; readonly reason: string };

const varchar = named('varchar');

const asJson = (): Showing => ({
  kind: 'cast',
  shown: varchar,
  show: (value) => call('json_format', cast(value, named('json'))),
  loss: 'the structure, which becomes one JSON text; a JSON null inside looks like a missing value',
  castInside: false,
});

const fieldNames = ({ fields }: RowType): readonly string[] =>
  fields.map(({ name }, index) => name?.value ?? `field${index}`);

/** Builds a container from the conversions of its parts. */
function nested(
  type: DataType,
  parts: readonly DataType[],
  rebuild: (parts: readonly DataType[]) => DataType,
): Showing {
  const decisions = parts.map(decide);
  const reason = decisions.flatMap((part, index) => {
    const inside = parts[index];
    if (part.kind === 'hidden') return [part.reason];
    if (part.kind === 'kept' || part.castInside || inside === undefined) return [];
    return [`a ${describeKind(inside)} cannot be converted inside another value`];
  })[0];
  if (reason !== undefined) {
    return holdsJson(type) && castsToJson(type)
      ? asJson()
      : { kind: 'hidden', reason: `inside it: ${reason}` };
  }
  const shownParts = decisions.flatMap((part) => (part.kind === 'hidden' ? [] : [part.shown]));
  const shown = rebuild(shownParts);
  if (decisions.every(({ kind }) => kind === 'kept')) return { kind: 'kept', shown };
  const losses = decisions.flatMap((part) => (part.kind === 'cast' ? [part.lossInside ?? part.loss] : []));
  return {
    kind: 'cast',
    shown,
    show: (value) => cast(value, shown),
    loss: [...new Set(losses)].filter((loss) => loss !== '').join('; '),
    castInside: true,
  };
}

const describeKind = (type: DataType): string =>
  type.kind === 'NamedType' ? type.name : type.kind.replace('Type', '').toLowerCase();

function decide(type: DataType): Showing {
  switch (type.kind) {
    case 'NamedType':
      return namedDecision(type);
    case 'DateTimeType':
      return dateTimeDecision(type);
    case 'IntervalType':
      return intervalDecision;
    case 'ArrayType':
      return nested(type, [type.element], ([element = varchar]) => arrayType(element));
    case 'MapType':
      return nested(type, [type.key, type.value], ([key = varchar, value = varchar]) => mapType(key, value));
    case 'RowType': {
      const names = fieldNames(type);
      return nested(
        type,
        type.fields.map((field) => field.type),
        (parts) => rowType(...parts.map((part, index) => [names[index] ?? '', part] as const)),
      );
    }
    default:
      return assertNever(type, 'type');
  }
}

/** Iceberg's dotted names of the nested parts of a type. Iceberg refuses a schema with duplicates. */
function nestedNames(type: DataType): readonly string[] {
  const under = (name: string, inner: DataType): readonly string[] => [
    name,
    ...nestedNames(inner).map((rest) => `${name}.${rest}`),
  ];
  switch (type.kind) {
    case 'ArrayType':
      return under('element', type.element);
    case 'MapType':
      return [...under('key', type.key), ...under('value', type.value)];
    case 'RowType':
      return type.fields.flatMap((field) => under(field.name?.value ?? '', field.type));
    default:
      return [];
  }
}

/**
 * Decides how a view shows a column. Trino 476 takes a view's columns from an Iceberg schema, which has fewer
 * types than Trino. The table is in docs/types.md; it was measured on a Trino 476.
 * @param nextId returns ids for nested parts; the ids of one schema must come from one counter
 */
export function icebergColumn(type: DataType, nextId: NextId = countIds()): ColumnDecision {
  const decision = decide(type);
  if (decision.kind === 'hidden') return decision;
  const { shown } = decision;
  const names = nestedNames(shown);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return { kind: 'hidden', reason: `two fields inside it are named '${twice}'` };
  const iceberg = icebergType(shown, nextId);
  if (decision.kind === 'kept') return { kind: 'kept', trino: shown, iceberg };
  return { kind: 'cast', trino: shown, iceberg, show: decision.show, loss: decision.loss };
}
