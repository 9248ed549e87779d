import type { Query } from '../ast.js';
import type { Dialect } from '../dialect.js';
import type { TableUse } from './analyzer.js';
import { resolve } from './resolve.js';

/**
 * Every reference to a table that is no WITH query, in the order in which they are met: those of WITH queries first, those
 * of FROM before those of the expressions around it. Knows no tables, so a table need not exist.
 */
export const tablesOf = (query: Query, dialect: Dialect): readonly TableUse[] =>
  resolve(query, () => undefined, dialect).tables.filter(isTable);

/** Whether a name reads a table: not a WITH query, and not a value of another relation. */
export const isTable = ({ namedQuery, navigation }: TableUse): boolean =>
  namedQuery === undefined && navigation !== true;
