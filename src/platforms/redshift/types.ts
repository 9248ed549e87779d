import { createColumnTypes } from '../../types/column-types.js';
import { redshiftType } from '../../types/redshift-type.js';

/** The types of Redshift's columns, by their names in Trino. */
export const redshiftTypes = createColumnTypes('redshift', redshiftType);
