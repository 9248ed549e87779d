import type { RowCondition } from '../shown.js';

/** What a row filter comes to for a person, or why it cannot be enforced on its column. */
export type SettledRows = RowCondition | { readonly problem: string };
