import { z } from 'zod';

/** SQL that a governor writes. What may stand in it is for `sql/safe` to say, which knows the columns. */
export const sqlText = (description: string) =>
  z.string().min(1, 'expected an SQL expression').max(20_000).meta({ description });
