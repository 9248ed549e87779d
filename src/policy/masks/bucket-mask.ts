import type { DataType, Expression } from '../../sql/ast.js';
import { cast, compare, isNull, nullLiteral, searchedCase, string } from '../../sql/build.js';
import { literalsOf } from '../literal.js';
import { isText, typeOf } from '../native-type.js';
import type { MaskKind } from './mask-kind.js';
import { varchar } from './text-of.js';

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
  problem({ boundaries }, column, { dataSource }) {
    const type = typeOf(column, dataSource.platform);
    const what = `column '${column.name}' of type ${column.type}`;
    const make = type && literalsOf(type);
    if (type === undefined || make === undefined || isText(type) || !isOrdered(type)) {
      return `${what} is no number and no point in time that buckets could hold: use a null mask`;
    }
    const texts = boundaries.map(String);
    const wrong = texts.find((text) => make(text) === undefined);
    if (wrong !== undefined) return `the boundary ${JSON.stringify(wrong)} is no value of ${what}`;
    return rises(texts) ? undefined : `the boundaries for ${what} do not rise`;
  },
  settle: ({ boundaries, labels }) => ({
    type: 'bucket',
    boundaries: boundaries.map(String),
    ...(labels === undefined ? {} : { labels }),
  }),
  express({ boundaries, labels }, value, type) {
    const make = literalsOf(type);
    const falling = boundaries
      .map((boundary, index) => {
        const literal = make?.(boundary);
        if (literal === undefined)
          throw new Error('scrim is at fault: a bucket mask was applied where it does not fit');
        const label = labels?.[index + 1];
        return [
          compare(value, '>=', literal),
          label === undefined ? cast(literal, type) : string(label),
        ] as const;
      })
      .toReversed();
    const unknown: readonly (readonly [Expression, Expression])[] =
      labels === undefined ? [] : [[isNull(value), nullLiteral]];
    const beneath = labels?.[0];
    return {
      expression: searchedCase([...unknown, ...falling], beneath === undefined ? undefined : string(beneath)),
      type: labels === undefined ? type : varchar,
    };
  },
};
