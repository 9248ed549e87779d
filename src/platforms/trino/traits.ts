import type { PlatformTraits } from '../../policy/platform-traits.js';
import { holdsHashKey } from '../../policy/sources/hash-key-table.js';
import { factsAlias, rowAlias } from '../row.js';
import { declaredTypeProblems } from './declared-types.js';
import { trinoTypes } from './types.js';

/** The properties of Trino that decisions depend on. */
export const trinoTraits: PlatformTraits = {
  ...trinoTypes,
  name: 'trino',
  dialect: 'trino',
  ownNames: [rowAlias, factsAlias],
  holds: () => true,
  truncates: () => true,
  hashKeyProblem: ({ hashKeyTable, inlineHashKey }) =>
    hashKeyTable === undefined && !inlineHashKey
      ? 'a hash mask needs a key: set settings.hashKeyTable (or, knowing the risk, settings.inlineHashKey)'
      : undefined,
  isSecret: holdsHashKey,
  queryProblems: declaredTypeProblems,
};
