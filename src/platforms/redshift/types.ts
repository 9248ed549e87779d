import { createColumnTypes } from '../../types/column-types.js';
import { redshiftType } from '../../types/redshift-type.js';

/** The types of Redshift's columns, in the words of Trino. */
export const redshiftTypes = createColumnTypes('redshift', redshiftType);
