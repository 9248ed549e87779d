import type { PlatformTraits } from '../../policy/platform-traits.js';
import { parseDataType } from '../../sql/parse/index.js';
import { textBytes } from '../../types/redshift-type.js';
import { factsAlias, rowAlias } from '../row.js';
import { redshiftTypes } from './types.js';

/** The properties of Amazon Redshift that decisions depend on. */
export const redshiftTraits: PlatformTraits = {
  ...redshiftTypes,
  name: 'redshift',
  dialect: 'redshift',
  ownNames: [rowAlias, factsAlias],
  // Redshift counts the bytes of text.
  holds({ type }, text) {
    const most = textBytes(parseDataType(type, 'redshift'));
    return most === undefined || Buffer.byteLength(text, 'utf8') <= most;
  },
  truncates: (type) => !(type.kind === 'DateTimeType' && type.name === 'time'),
  // The key is in a table of scrim's own schema, whose name is not known here. A view that reads that table is refused.
  hashKeyProblem: () => undefined,
  isSecret: () => false,
  // Redshift checks the types in a query when the view is pushed.
  queryProblems: () => [],
};
