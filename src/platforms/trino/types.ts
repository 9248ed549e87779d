import { createColumnTypes } from '../../types/column-types.js';

/** The types of Trino's columns, by their names in Trino. */
export const trinoTypes = createColumnTypes('trino', (type) => type);
