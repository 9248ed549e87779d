import type { Sql } from './sql-text.js';

/** A way past the views, or an obstacle for pushes. */
export interface Finding {
  /** The message: who can read what, and by which right. */
  readonly what: string;
  /** The statements that fix it; none if a statement cannot. */
  readonly mend: readonly string[];
}

/** A finding with the statements that fix it. */
export const finding = (what: string, ...mend: readonly Sql[]): Finding => ({
  what,
  mend: mend.map((statement) => `${statement};`),
});
