import type { Dialect } from '../dialect.js';
import { fold } from './names.js';

/** Differences between dialects in the resolution of names. The compiler requires every member for a new dialect. */
export interface Scoping {
  /** Whether a name in FROM may be a value of a relation before it (`FROM t, t.items AS i`), so that each relation sees those. */
  readonly navigates: boolean;
  /** Where the alias of a SELECT item is visible: only in ORDER BY, or also in later items, GROUP BY and QUALIFY. */
  readonly aliasesSeenBy: 'ORDER BY' | 'what follows';
  /** The letter case of a result column's name. */
  readonly outputName: (written: string) => string;
  /** The letter case of the name of a column that USING merges. */
  readonly mergedName: (written: string, ofLeft: string | undefined) => string | undefined;
  /** Whether columns that a join merges can still be named when qualified. */
  readonly namesMerged: boolean;
  /** Why there is no NATURAL JOIN; undefined if there is. */
  readonly noNaturalJoin: string | undefined;
  /** Whether a list of names may name the first columns only. */
  readonly namesSomeColumns: boolean;
  /** Whether a recursive WITH query must name its columns. */
  readonly namesRecursive: boolean;
}

export const scopings: Readonly<Record<Dialect, Scoping>> = {
  trino: {
    navigates: false,
    aliasesSeenBy: 'ORDER BY',
    outputName: (written) => written,
    mergedName: (written) => written,
    namesMerged: false,
    noNaturalJoin: 'Trino has no NATURAL JOIN; name the columns with USING',
    namesSomeColumns: false,
    namesRecursive: true,
  },
  redshift: {
    navigates: true,
    aliasesSeenBy: 'what follows',
    outputName: fold,
    mergedName: (_written, ofLeft) => ofLeft,
    namesMerged: true,
    noNaturalJoin: undefined,
    namesSomeColumns: true,
    namesRecursive: false,
  },
};
