import { formal, signature, variable, type Formal, type Signature } from './signature.js';
import {
  bigint,
  boolean,
  daysInterval,
  double,
  monthsInterval,
  real,
  varchar,
  zonedTimestamp,
} from './type.js';

const [T, V] = [variable('T'), variable('V')];
const p = formal('decimal', 'p', 's');
const listOf = (element: Formal): Formal => formal('array', element);
const ordered = { where: { T: { orderable: true } } } as const;
const each = (
  names: string,
  ...signatures: readonly Signature[]
): Readonly<Record<string, readonly Signature[]>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, signatures]));
const unary = (...types: readonly Formal[]): readonly Signature[] =>
  types.map((type) => signature([type], type));

/** The most frequent aggregate and window functions of Trino 476; others are unknown. */
export const trinoAggregates: Readonly<Record<string, readonly Signature[]>> = {
  count: [signature([], bigint), signature([T], bigint)],
  ...each('count_if', signature([boolean], bigint)),
  ...each(
    'approx_distinct',
    signature([T], bigint, { where: { T: { comparable: true } } }),
    signature([T, double], bigint),
  ),
  sum: [
    ...unary(bigint, real, double, daysInterval, monthsInterval),
    signature([p], formal('decimal', 38, 's')),
  ],
  avg: [signature([bigint], double), ...unary(real, double, p, daysInterval, monthsInterval)],
  ...each('min max', signature([T], T, ordered), signature([T, bigint], listOf(T), ordered)),
  ...each('min_by max_by', signature([V, T], V, ordered), signature([V, T, bigint], listOf(V), ordered)),
  ...each('arbitrary any_value first_value last_value', signature([T], T)),
  ...each('bool_and bool_or every', signature([boolean], boolean)),
  array_agg: [signature([T], listOf(T))],
  ...each('stddev stddev_pop stddev_samp variance var_pop var_samp', signature([double], double)),
  ...each('row_number rank dense_rank', signature([], bigint)),
  ntile: [signature([bigint], bigint)],
  ...each('percent_rank cume_dist', signature([], double)),
  ...each('lag lead', signature([T], T), signature([T, bigint], T), signature([T, bigint, T], T)),
  nth_value: [signature([T, bigint], T)],
  listagg: [signature([varchar(), varchar()], varchar()), signature([varchar()], varchar())],
  now: [signature([], zonedTimestamp(3))],
};
