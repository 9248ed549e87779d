import { keyOf } from '../../../model/world.js';
import { holding } from '../filters.js';
import { resourceOperations } from '../resource.js';

/** Acknowledgements of purposes. */
export const acknowledgements = resourceOperations({
  kind: 'acknowledgement',
  path: 'acknowledgements',
  one: 'an acknowledgement',
  params: ['user', 'purpose'],
  keyOf: ([user = '', purpose = '']) => keyOf.acknowledgement({ user, purpose }),
  partsOf: ({ user, purpose }) => [user, purpose],
  filters: {
    user: holding('those by this user', (user) => ({ user })),
    purpose: holding('those of this purpose', (purpose) => ({ purpose })),
  },
});
