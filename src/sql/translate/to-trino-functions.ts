import type { Expression, FunctionCall } from '../ast.js';
import { call, compare, integer } from '../build.js';
import { argumentsOf, same, type FunctionTable, type FunctionTranslation } from './function-table.js';
import { refuse } from './translation.js';

/** `sha2(x, 256)` is lower-case text in Redshift, and bytes in Trino. */
const sha2: FunctionTranslation = (node) => {
  const [text, bits] = argumentsOf(node);
  const name = bits?.kind === 'IntegerLiteral' ? { '256': 'sha256', '512': 'sha512' }[bits.value] : undefined;
  return text === undefined || name === undefined
    ? refuse('counterpart of sha2 with other than 256 or 512 bits', 'trino', node)
    : hexOf(name, text);
};

const hexOf = (digest: string, text: Expression): Expression =>
  call('lower', call('to_hex', call(digest, call('to_utf8', text))));

const hex =
  (digest: string): FunctionTranslation =>
  (node) =>
    hexOf(digest, onlyArgument(node));

function onlyArgument(node: FunctionCall): Expression {
  const [first, ...others] = argumentsOf(node);
  return first === undefined || others.length > 0
    ? refuse(`counterpart of ${node.name.parts[0]?.value ?? ''} with these arguments`, 'trino', node)
    : first;
}

const cut =
  (from: 'start' | 'end'): FunctionTranslation =>
  (node) => {
    const [text, count] = argumentsOf(node);
    if (text === undefined || count?.kind !== 'IntegerLiteral' || count.value === '0') {
      return refuse('left or right with other than a positive literal', 'trino', node);
    }
    if (from === 'start') return call('substring', text, integer(1), count);
    const shorter = compare(call('length', text), '<', count);
    const last = call('substring', text, { kind: 'Unary', operator: '-', value: count });
    return call('if', shorter, text, last);
  };

/** Redshift's functions in Trino. */
export const trinoFunctions: FunctionTable = new Map<string, FunctionTranslation>([
  ...same(`abs ceil ceiling floor exp ln sqrt power sign mod round coalesce nullif lower upper reverse lpad
    rpad strpos translate chr row_number rank dense_rank percent_rank cume_dist ntile lag lead count sum min max
    stddev_samp stddev_pop var_samp var_pop bool_and bool_or listagg replace`),
  ['length', (node) => call('length', onlyArgument(node))],
  ['len', (node) => call('length', onlyArgument(node))],
  ['nvl', (node) => call('coalesce', ...argumentsOf(node))],
  ['left', cut('start')],
  ['right', cut('end')],
  ['sha2', sha2],
  ['sha1', hex('sha1')],
  ['md5', hex('md5')],
]);
