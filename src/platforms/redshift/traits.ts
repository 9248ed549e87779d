import type { PlatformTraits } from '../../policy/platform-traits.js';
import { parseDataType } from '../../sql/parse/index.js';
import { textBytes } from '../../types/redshift-type.js';
import { factsAlias, rowAlias } from '../row.js';
import { redshiftTypes } from './types.js';

/** What decisions depend on of Amazon Redshift. */
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
  // The key stands in a table of scrim's own schema, whose name is not known here: a view that reads it is refused.
  hashKeyProblem: () => undefined,
  isSecret: () => false,
  // What Redshift makes of the types in a query is found when the view is pushed.
  queryProblems: () => [],
};
