import type { FunctionCall, TableFunctionArgument } from './ast.js';

/** The number of arguments that Trino's parser requires for the functions that it parses itself. */
const counts: ReadonlyMap<string, readonly [least: number, most: number]> = new Map([
  ['if', [2, 3]],
  ['nullif', [2, 2]],
  ['coalesce', [2, Infinity]],
  ['try', [1, 1]],
  ['format', [2, Infinity]],
]);

/**
 * What a call needs and Trino lacks. Some functions are syntax in Trino: they look like a call and are not one, even with a quoted name.
 *
 * @returns the construct as it follows "Trino has no", or undefined if it is a call
 */
export function missingInTrino(call: FunctionCall): string | undefined {
  const [first, ...more] = call.name.parts;
  if (first === undefined || more.length > 0) return undefined;
  const name = first.value.toLowerCase();
  if (name === 'listagg' && !first.quoted) return separatorMissing(call);
  const count = counts.get(name);
  if (count === undefined) return undefined;
  const given = call.arguments.some(({ kind }) => kind === 'Star') ? 0 : call.arguments.length;
  if (given < count[0] || given > count[1]) return `${name} of ${given} argument${given === 1 ? '' : 's'}`;
  const clause =
    (call.distinct && 'DISTINCT') ||
    (call.filter !== undefined && 'FILTER') ||
    (call.over !== undefined && 'OVER') ||
    (call.processingMode ?? false);
  return clause === false ? undefined : `${clause} of ${name}`;
}

const separatorMissing = ({ arguments: [, separator, ...more] }: FunctionCall): string | undefined =>
  more.length > 0 || (separator !== undefined && separator.kind !== 'StringLiteral')
    ? 'listagg with a separator that is not one string'
    : undefined;

/** Whether the last argument is a table, so that the word COPARTITION after it would be its alias. */
export function endsWithBareTable(given: readonly TableFunctionArgument[]): boolean {
  const table = given.at(-1)?.value;
  return (
    table?.kind === 'TableArgument' &&
    table.relation.kind !== 'Aliased' &&
    table.partitionBy === undefined &&
    table.whenEmpty === undefined &&
    table.orderBy.length === 0
  );
}
