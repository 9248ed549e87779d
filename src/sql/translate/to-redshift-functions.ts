import { internalError } from '../../base/invariant.js';
import type { DataType, Expression, FunctionCall, Node } from '../ast.js';
import { binary, call, cast, compare, identifier, integer, searchedCase, string } from '../build.js';
import { argumentsOf, same, type FunctionTable, type FunctionTranslation } from './function-table.js';
import { refuse } from './translation.js';

const no = (construct: string, node: Node, hint?: string): never => refuse(construct, 'redshift', node, hint);

/** A translation for calls with certain numbers of arguments; others are refused. */
const taking =
  (counts: readonly number[], make: (args: readonly Expression[], node: FunctionCall) => Expression) =>
  (node: FunctionCall): Expression => {
    const args = argumentsOf(node);
    return counts.includes(args.length)
      ? make(args, node)
      : no(`counterpart of ${node.name.parts[0]?.value ?? ''} with ${args.length} arguments`, node);
  };

const part = (args: readonly Expression[], index: number): Expression => {
  const found = args[index];
  if (found === undefined) throw internalError(`there is no argument ${index}`);
  return found;
};

const field = (name: string): FunctionTranslation =>
  taking([1], ([source]) => ({ kind: 'Extract', field: name, source: source as Expression }));

/** Functions on bytes whose result is hexadecimal text in Redshift; they can be translated only inside to_hex. */
const digests: Readonly<Record<string, (text: Expression) => Expression>> = {
  md5: (text) => call('md5', text),
  sha1: (text) => call('sha1', text),
  sha256: (text) => call('sha2', text, integer(256)),
  sha512: (text) => call('sha2', text, integer(512)),
};

const isCallOf = (node: Node | undefined, ...names: readonly string[]): boolean =>
  node?.kind === 'FunctionCall' &&
  node.name.parts.length === 1 &&
  names.includes(node.name.parts[0]?.value ?? '');

/** `to_hex(sha256(to_utf8(x)))` is upper-case text in Trino, and lower-case in Redshift. */
const toHex: FunctionTranslation = taking([1], (args, node) => {
  const digest = args[0];
  if (digest?.kind !== 'FunctionCall') return no('counterpart of to_hex of other than a digest', node);
  const make = digests[digest.name.parts[0]?.value ?? ''];
  const bytes = digest.arguments[0];
  if (make === undefined || bytes?.kind !== 'FunctionCall' || !isCallOf(bytes, 'to_utf8')) {
    return no('counterpart of to_hex of other than a digest of to_utf8', node);
  }
  return call('upper', make(part(argumentsOf(bytes), 0)));
});

/** A digest without the `upper` that was added around it; a digest is already in lower case. */
const lower: FunctionTranslation = (node) => {
  const inner = node.arguments[0];
  const digest = inner?.kind === 'FunctionCall' && isCallOf(inner, 'upper') ? inner.arguments[0] : undefined;
  return digest?.kind === 'FunctionCall' && isCallOf(digest, 'md5', 'sha1', 'sha2') ? digest : node;
};

/**
 * Whether a call of a function on bytes can be translated in its place: a digest of to_utf8 inside to_hex.
 * @param parent the node that contains the call
 */
export function isPartOfDigest(node: FunctionCall, parent: Node | undefined): boolean {
  const name = node.name.parts[0]?.value ?? '';
  if (name === 'to_utf8') return parent?.kind === 'FunctionCall' && isDigest(parent);
  return !isDigest(node) || isCallOf(parent, 'to_hex');
}

const isDigest = (node: FunctionCall): boolean => Object.hasOwn(digests, node.name.parts[0]?.value ?? '');

const positive = (node: Expression | undefined): boolean =>
  node?.kind === 'IntegerLiteral' && node.value !== '0';

/** From a literal position: the dialects count positions before the first character differently. */
const substring: FunctionTranslation = taking([2, 3], (args, node) =>
  positive(args[1])
    ? call('substring', ...args)
    : no('substring from a place that is not a positive literal', node),
);

const unit = (node: Expression | undefined, at: Node): string => {
  const name = node?.kind === 'StringLiteral' ? node.value.toLowerCase() : '';
  return ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'].includes(name)
    ? name
    : no('date part that is not a literal of second, minute, hour, day, week, month, quarter or year', at);
};

const dateTrunc: FunctionTranslation = taking([2], (args, node) =>
  call('date_trunc', string(unit(args[0], node)), part(args, 1)),
);

const dateAdd: FunctionTranslation = taking([3], (args, node) => ({
  ...call('dateadd'),
  arguments: [
    { kind: 'ColumnReference', parts: [{ ...identifier(unit(args[0], node)), quoted: false }] },
    part(args, 1),
    part(args, 2),
  ],
}));

/** The Perl dialect of regular expressions is the most similar to Java's; references to groups differ. */
const regexpReplace: FunctionTranslation = taking([2, 3], (args, node) => {
  const replacement = args[2] ?? string('');
  if (replacement.kind !== 'StringLiteral' || /[$\\]/.test(replacement.value)) {
    return no('regexp_replace with other than a literal replacement that refers to no group', node);
  }
  return call('regexp_replace', part(args, 0), part(args, 1), replacement, integer(1), string('p'));
});

const regexpLike: FunctionTranslation = taking([2], (args) =>
  compare(
    call('regexp_instr', part(args, 0), part(args, 1), integer(1), integer(1), integer(0), string('p')),
    '>',
    integer(0),
  ),
);

const fractional: ReadonlySet<string> = new Set(['double', 'real', 'decimal']);
const isFractional = (of: DataType): boolean => of.kind === 'NamedType' && fractional.has(of.name);

/** Redshift's average of integers is an integer. */
const avg: FunctionTranslation = (node) => {
  const value = node.arguments[0];
  return value?.kind === 'Cast' && isFractional(value.type)
    ? aggregate(node)
    : no('average of what may be an integer as Trino has it', node, 'cast the argument to double');
};

/** FILTER becomes a CASE: excluded values are NULL, which these aggregates ignore. */
function aggregate(node: FunctionCall): FunctionCall {
  const framed = withFrame(node);
  if (framed.filter === undefined) return framed;
  const [first, ...rest] = framed.arguments;
  const counted = first === undefined || first.kind === 'Star' ? integer(1) : first;
  return {
    ...framed,
    arguments: [searchedCase([[framed.filter, counted]]), ...rest],
    filter: undefined,
  };
}

/** Redshift requires a frame if there is an order, and has no frame that ends with the peers of a row. */
function withFrame(node: FunctionCall): FunctionCall {
  const { over } = node;
  return over?.kind === 'WindowSpecification' && over.orderBy.length > 0 && over.frame === undefined
    ? no('window with an order and no frame as Trino has it', node, 'write ROWS BETWEEN … AND …')
    : node;
}

const aggregates = (names: string): readonly (readonly [string, FunctionTranslation])[] =>
  names.split(' ').map((name) => [name, aggregate]);

/** Trino's functions in Redshift; docs/sql.md lists them with their differences. */
export const redshiftFunctions: FunctionTable = new Map<string, FunctionTranslation>([
  ...same(`abs ceil ceiling floor exp ln sqrt power sign mod round coalesce nullif upper length ltrim rtrim reverse
    lpad rpad strpos translate chr row_number rank dense_rank percent_rank cume_dist ntile lag lead`),
  ...aggregates('count sum min max stddev_samp stddev_pop var_samp var_pop bool_and bool_or listagg'),
  ['first_value', withFrame],
  ['last_value', withFrame],
  ['nth_value', withFrame],
  ['avg', avg],
  [
    'approx_distinct',
    taking([1], (args, node) =>
      aggregate({
        ...node,
        ...call('count', ...args),
        distinct: true,
        approximate: true,
        filter: node.filter,
      }),
    ),
  ],
  ['lower', lower],
  ['to_hex', toHex],
  ['to_utf8', 'same'],
  ...Object.keys(digests).map((name) => [name, 'same'] as const),
  ['replace', taking([2, 3], (args) => call('replace', part(args, 0), part(args, 1), args[2] ?? string('')))],
  ['concat', (node) => argumentsOf(node).reduce((left, right) => binary(left, '||', right))],
  ['substring', substring],
  ['substr', substring],
  ['if', taking([2, 3], (args) => searchedCase([[part(args, 0), part(args, 1)]], args[2]))],
  ['date_trunc', dateTrunc],
  ['date_add', dateAdd],
  ['year', field('YEAR')],
  ['quarter', field('QUARTER')],
  ['month', field('MONTH')],
  ['week', field('WEEK')],
  ['day', field('DAY')],
  ['hour', field('HOUR')],
  ['minute', field('MINUTE')],
  [
    'now',
    taking([0], () =>
      cast(
        { kind: 'CurrentValue', name: 'SYSDATE' },
        { kind: 'DateTimeType', name: 'timestamp', withTimeZone: true },
      ),
    ),
  ],
  ['regexp_replace', regexpReplace],
  ['regexp_like', regexpLike],
]);
