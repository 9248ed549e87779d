import type { DataType } from '../../sql/ast.js';
import { literalsOf } from '../literal.js';
import { isText } from '../canonical-text.js';
import type { MaskKind } from './mask-kind.js';

const isOrdered = (type: DataType): boolean =>
  type.kind === 'DateTimeType' || (type.kind === 'NamedType' && !['boolean', 'uuid'].includes(type.name));

/** Sorts boundaries by what they are: numbers, or points in time, whose text sorts as they do. */
const rises = (boundaries: readonly string[]): boolean =>
  boundaries.every((boundary, index) => {
    const next = boundaries[index + 1];
    if (next === undefined) return true;
    const [a, b] = [Number(boundary), Number(next)];
    return Number.isNaN(a) || Number.isNaN(b) ? boundary < next : a < b;
  });

/** Shows which of some ranges a value lies in, by the lower boundary or by a label. */
export const bucketMask: MaskKind<'bucket'> = {
  problem({ boundaries }, column, { platform }) {
    const type = platform.typeOf(column);
    const what = `column '${column.name}' of type ${column.type}`;
    const make = type && literalsOf(type);
    if (type === undefined || make === undefined || isText(type) || !isOrdered(type)) {
      return `${what} is neither a number nor a point in time, so buckets do not apply: use a null mask`;
    }
    const texts = boundaries.map(String);
    const wrong = texts.find((text) => make(text) === undefined);
    if (wrong !== undefined) return `the boundary ${JSON.stringify(wrong)} is not a value of ${what}`;
    return rises(texts) ? undefined : `the boundaries for ${what} are not in ascending order`;
  },
  settle: ({ boundaries, labels }) => ({
    type: 'bucket',
    boundaries: boundaries.map(String),
    ...(labels === undefined ? {} : { labels }),
  }),
};
