import type { Expression } from '../ast.js';
import { castsTo } from './trino-casts.js';
import { isNumber, isText, showType, varchar, type Type } from './type.js';

/** The words before a text that make it a value of a base. */
const literalWords: Readonly<Record<string, string>> = {
  date: 'DATE',
  time: 'TIME',
  'time with time zone': 'TIME',
  timestamp: 'TIMESTAMP',
  'timestamp with time zone': 'TIMESTAMP',
  uuid: 'UUID',
  ipaddress: 'IPADDRESS',
};

/** How to make values of several types comparable, as the end of a message. */
export function comparisonHint(nodes: readonly Expression[], types: readonly Type[]): string {
  const other = types.find((type) => !isText(type) && type.base !== 'unknown');
  const index = nodes.findIndex(({ kind }) => kind === 'StringLiteral');
  const literal = nodes[index];
  if (other !== undefined && literal?.kind === 'StringLiteral') {
    const word = literalWords[other.base];
    if (word !== undefined) return `: write ${word} '${literal.value}'`;
    if (isNumber(other) && /^[+-]?\d+(\.\d+)?$/.test(literal.value))
      return `: write ${literal.value}, without quotes`;
  }
  const text = types.find(isText);
  if (other !== undefined && text !== undefined && castsTo(other, varchar())) {
    return `: write CAST(… AS varchar) around the ${showType(other)}`;
  }
  return '; cast one to the type of the other';
}

/** How to convert arguments so that they match, as the end of a message. */
export function callHint(
  nodes: readonly (Expression | { readonly kind: 'Star' })[],
  types: readonly Type[],
): string {
  const index = types.findIndex((type) => isText(type));
  const number = types.find(isNumber);
  if (index >= 0 && number !== undefined && nodes.length === 2) {
    return `; write CAST(… AS ${showType(number)}) around the ${showType(types[index] ?? varchar())}`;
  }
  return '';
}
