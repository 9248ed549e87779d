/** What is kept of the text of a query: all of it, all but the values in it, or nothing. */
export const sqlKept = ['whole', 'withoutLiterals', 'none'] as const;
/** @see sqlKept */
export type SqlKept = (typeof sqlKept)[number];
