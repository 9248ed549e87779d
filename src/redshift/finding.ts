import type { Sql } from './sql-text.js';

/** A way past the views. */
export interface Finding {
  /** Who reaches what, and by what right. */
  readonly what: string;
  /** The statements that would mend it; none where that is not for one statement to do. */
  readonly mend: readonly string[];
}

/** A finding with the statements that would mend it. */
export const finding = (what: string, ...mend: readonly Sql[]): Finding => ({
  what,
  mend: mend.map((statement) => `${statement};`),
});
