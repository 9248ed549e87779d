import { z } from 'zod';

/** SQL that a governor writes. `sql/safe`, which knows the columns, decides what is allowed in it. */
export const sqlText = (description: string) =>
  z.string().min(1, 'expected an SQL expression').max(20_000).meta({ description });
