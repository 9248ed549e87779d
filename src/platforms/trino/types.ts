import { createColumnTypes } from '../../types/column-types.js';

/** The types of Trino's columns, in its own words. */
export const trinoTypes = createColumnTypes('trino', (type) => type);
