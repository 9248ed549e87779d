import type { Query } from '../ast.js';
import type { Dialect } from '../dialect.js';
import type { TableUse } from './analyzer.js';
import { resolve } from './resolve.js';

/**
 * Every reference to a table that is not a WITH query, in order of resolution: those in WITH queries first, those in FROM before those in
 * other expressions. Tables need not exist.
 */
export const tablesOf = (query: Query, dialect: Dialect): readonly TableUse[] =>
  resolve(query, () => undefined, dialect).tables.filter(isTable);

/** Whether a name reads a table: not a WITH query, and not a value of another relation. */
export const isTable = ({ namedQuery, navigation }: TableUse): boolean =>
  namedQuery === undefined && navigation !== true;
