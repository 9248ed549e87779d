import type { ToldOfPast } from '../use-cases/what-if/as-of.js';

/** Of which world of the past an answer is, for its reader; nothing for the world of now. */
export const asOfLine = ({ asOf }: ToldOfPast, at?: string): readonly string[] =>
  asOf === undefined
    ? []
    : [`as of revision ${asOf.revision} of ${asOf.changedAt}${at === undefined ? '' : `, at ${at}`}`];
