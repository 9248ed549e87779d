import { operations } from '../../model/operations.js';
import type { Operation } from '../../model/operations.js';
import { fold } from '../../sql/scope/names.js';
import type { Resource } from '../../use-cases/access-control/question.js';
import type { TypedColumn } from '../../use-cases/access-control/answer.js';

/** A question of Trino, with names folded as Trino folds them. Fields that are not known are ignored: later versions send more. */
export interface Input {
  readonly user: string;
  /** As Trino names it; it may be one of a later version. */
  readonly operation: string;
  readonly action: Json;
  /** All of it as Trino sent it, for another OPA server. */
  readonly question: Json;
}

type Json = Readonly<Record<string, unknown>>;

/** A question that lacks something, or has something of another type than Trino sends. */
export class UnreadableInput extends Error {
  override readonly name = 'UnreadableInput';
}

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function objectAt(object: Json, key: string): Json {
  const value = object[key];
  if (!isJson(value)) throw new UnreadableInput(`'${key}' is not an object`);
  return value;
}

function textAt(object: Json, key: string): string {
  const value = object[key];
  if (typeof value !== 'string' || value === '') throw new UnreadableInput(`'${key}' is not a name`);
  return value;
}

const nameAt = (object: Json, key: string): string => fold(textAt(object, key));

function namesAt(object: Json, key: string): readonly string[] {
  const value = object[key];
  if (!Array.isArray(value) || !value.every((one): one is string => typeof one === 'string')) {
    throw new UnreadableInput(`'${key}' is not a list of names`);
  }
  return value.map((one) => fold(one));
}

/** Reads who asks, and what. @throws UnreadableInput */
export function readInput(body: unknown): Input {
  if (!isJson(body)) throw new UnreadableInput('the body is not an object');
  const input = objectAt(body, 'input');
  const action = objectAt(input, 'action');
  return {
    user: textAt(objectAt(objectAt(input, 'context'), 'identity'), 'user'),
    operation: textAt(action, 'operation'),
    action,
    question: input,
  };
}

/** Whether this version knows an operation. */
export const isOperation = (name: string): name is Operation => Object.hasOwn(operations, name);

/** Operations about columns of a table: without a list of these, nobody knows what is asked. */
const withColumns: ReadonlySet<Operation> = new Set([
  'SelectFromColumns',
  'UpdateTableColumns',
  'CreateViewWithSelectFromColumns',
  'FilterColumns',
]);

/** Reads what a known operation is about. @throws UnreadableInput */
export function readResource(operation: Operation, value: unknown): Resource {
  const { about } = operations[operation];
  if (about === 'none') return { kind: 'none' };
  if (!isJson(value)) throw new UnreadableInput(`${operation} is about nothing`);
  switch (about) {
    case 'user':
      return { kind: 'user', user: textAt(objectAt(value, 'user'), 'user') };
    case 'systemSessionProperty':
      return {
        kind: 'systemSessionProperty',
        name: textAt(objectAt(value, 'systemSessionProperty'), 'name'),
      };
    case 'catalogSessionProperty': {
      const of = objectAt(value, 'catalogSessionProperty');
      return {
        kind: 'catalogSessionProperty',
        parts: [nameAt(of, 'catalogName')],
        name: textAt(of, 'propertyName'),
      };
    }
    case 'catalog':
      return { kind: 'catalog', parts: [nameAt(objectAt(value, 'catalog'), 'name')] };
    case 'schema': {
      const of = objectAt(value, 'schema');
      return { kind: 'schema', parts: [nameAt(of, 'catalogName'), nameAt(of, 'schemaName')] };
    }
    case 'table': {
      const of = objectAt(value, 'table');
      const columns = withColumns.has(operation) ? namesAt(of, 'columns') : [];
      return { kind: 'table', parts: partsOf(of, 'tableName'), columns };
    }
    case 'function':
      return { kind: 'function', parts: partsOf(objectAt(value, 'function'), 'functionName') };
    case 'column': {
      const { parts, name } = readColumn(value);
      return { kind: 'table', parts, columns: [name] };
    }
  }
}

/** Reads one column of a question about masks. @throws UnreadableInput */
export function readColumn(value: unknown): TypedColumn {
  if (!isJson(value)) throw new UnreadableInput('a column is not an object');
  const of = objectAt(value, 'column');
  return { parts: partsOf(of, 'tableName'), name: nameAt(of, 'columnName'), type: textAt(of, 'columnType') };
}

const partsOf = (of: Json, last: string): [string, string, string] => [
  nameAt(of, 'catalogName'),
  nameAt(of, 'schemaName'),
  nameAt(of, last),
];

/** Reads the objects of a list. @throws UnreadableInput */
export function readList({ action }: Input): readonly unknown[] {
  const list = action['filterResources'];
  if (!Array.isArray(list)) throw new UnreadableInput("'filterResources' is not a list");
  return list;
}

/** Reads the names of the table properties that are set, and of the table procedure that is called. @throws UnreadableInput */
export function readOptions({ action: { resource } }: Input): readonly string[] {
  if (!isJson(resource)) return [];
  const { table, function: procedure } = resource;
  const properties = isJson(table) && 'properties' in table ? objectAt(table, 'properties') : {};
  return [
    ...Object.keys(properties).filter((name) => properties[name] !== null),
    ...(isJson(procedure) ? [textAt(procedure, 'functionName')] : []),
  ].map(fold);
}

/** Reads who is to own the resource; undefined if it is not about that. @throws UnreadableInput */
export const readGrantee = ({ action }: Input): string | undefined =>
  action['grantee'] === undefined ? undefined : textAt(objectAt(action, 'grantee'), 'name');
