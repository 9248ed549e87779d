import { z } from 'zod';

import { readCursor, writeCursor } from './cursor.js';
import type { QueryParameter } from './operation.js';
import { HttpProblem } from './problem.js';

/** Default and maximum number of entries on a page. */
const pageSizes = { usual: 100, most: 1_000 };

/** The parameters of every list. */
export const pageParameters = {
  limit: {
    description: `entries per page, at most ${pageSizes.most}`,
    schema: z.int().min(1).max(pageSizes.most).default(pageSizes.usual),
  },
  cursor: { description: 'nextCursor of the previous page', schema: z.string() },
} as const satisfies Record<string, QueryParameter>;

/** The number of entries that a request asks for. @throws HttpProblem */
export function limitOf({ limit }: Readonly<Record<string, string>>): number {
  if (limit === undefined) return pageSizes.usual;
  const size = /^[1-9]\d{0,4}$/.test(limit) ? Number(limit) : Infinity;
  if (size <= pageSizes.most) return size;
  throw new HttpProblem(
    'bad-request',
    `'limit' must be a whole number from 1 to ${pageSizes.most}, not '${limit}'`,
  );
}

/** The last entry of a list that the client has seen. @throws HttpProblem */
export const seenOf = (list: string, { cursor }: Readonly<Record<string, string>>): unknown =>
  cursor === undefined ? undefined : readCursor(list, cursor);

/** The schema of a page. */
export const pageSchema = (item: z.ZodType): z.ZodType =>
  z.strictObject({
    items: z.array(item),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'the cursor of the next page; null on the last page' }),
  });

/** A page of an answer. */
export const pageBody = (list: string, items: readonly unknown[], next: unknown) => ({
  items,
  nextCursor: next === undefined ? null : writeCursor(list, next),
});
