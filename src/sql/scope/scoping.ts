import type { Dialect } from '../dialect.js';
import { fold } from './names.js';

/** How a dialect finds what names mean, where dialects differ. The compiler demands each member of a new one. */
export interface Scoping {
  /** Whether a name in FROM may be a value of a relation before it (`FROM t, t.items AS i`), so that each relation sees those. */
  readonly navigates: boolean;
  /** What has the name of an item of a SELECT: only its ORDER BY, or also the items after it, GROUP BY and QUALIFY. */
  readonly aliasesSeenBy: 'ORDER BY' | 'what follows';
  /** The letters that a column of a result is shown with. */
  readonly outputName: (written: string) => string;
  /** The letters that a column is shown with which USING merges. */
  readonly mergedName: (written: string, ofLeft: string | undefined) => string | undefined;
  /** Whether columns that a join merges can still be named, with their relations. */
  readonly namesMerged: boolean;
  /** Why there is no NATURAL JOIN; undefined where there is one. */
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
