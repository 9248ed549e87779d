import { z } from 'zod';

import { beginning, holding } from './list-filter.js';
import { pointInTime, principalName, purposeName } from './names.js';
import { objectKind } from './object-kind.js';
import { everything, readAll, readOwn } from './rights.js';

/**
 * What data may be used for. A purpose with a statement applies to a person only after they acknowledged that very purpose. A purpose
 * without a statement applies at once.
 */
const purpose = z
  .strictObject({
    name: purposeName,
    statement: z.string().min(1).optional().meta({
      description: 'the text that a person must acknowledge before the purpose applies to them',
    }),
    comment: z.string().optional(),
  })
  .meta({ id: 'Purpose' });
/** @see purpose */
export type Purpose = z.output<typeof purpose>;

/** A user's acknowledgement of the statement of a purpose. */
const acknowledgement = z
  .strictObject({
    user: principalName('a user name'),
    purpose: purposeName,
    at: pointInTime.optional(),
    statement: z.string().optional().meta({
      description:
        'the statement that was acknowledged. When the statement of the purpose changes, the acknowledgement is no longer valid',
    }),
  })
  .meta({ id: 'Acknowledgement' });
/** @see acknowledgement */
export type Acknowledgement = z.output<typeof acknowledgement>;

/** Whether a person has acknowledged the current statement of a purpose. */
export const isAcknowledged = (
  { name, statement }: Purpose,
  acknowledgements: readonly Acknowledgement[],
): boolean =>
  statement === undefined ||
  acknowledgements.some(
    (one) => one.purpose === name && (one.statement === undefined || one.statement === statement),
  );

/** @see purpose */
export const purposeKind = objectKind({
  schema: purpose,
  section: 'purposes',
  key: ({ name }) => name,
  keyAt: ['name'],
  words: 'purpose',
  title: ({ name }) => `purpose '${name}'`,
  served: { one: 'a purpose', path: 'name', filters: { namePrefix: beginning('name') } },
  rights: { governor: everything, owner: readAll, user: readAll },
});

/** The key of an acknowledgement: one for each user and purpose. */
const acknowledgementKey = ({ user, purpose: of }: Pick<Acknowledgement, 'user' | 'purpose'>): string =>
  JSON.stringify([user, of]);

/** @see acknowledgement */
export const acknowledgementKind = objectKind({
  schema: acknowledgement,
  section: 'acknowledgements',
  key: acknowledgementKey,
  keyAt: [],
  words: 'acknowledgement',
  title: ({ user, purpose: of }) => `the acknowledgement of '${of}' by user '${user}'`,
  served: {
    one: 'an acknowledgement',
    path: {
      parts: ['user', 'purpose'],
      keyOf: ([user = '', of = '']) => acknowledgementKey({ user, purpose: of }),
      partsOf: ({ user, purpose: of }) => [user, of],
    },
    filters: {
      user: holding('those by this user', (user) => ({ user })),
      purpose: holding('those of this purpose', (of) => ({ purpose: of })),
    },
  },
  rights: { governor: readAll, owner: readOwn, user: readOwn },
  own: { read: ({ user }) => [{ name: user }], among: (user) => ({ containing: [{ user }] }) },
  byPeople: {},
  following: {
    onRemoval: 'remove',
    renamed: (object, _from, to) => ('user' in to ? { ...object, user: to.user } : object),
  },
  mentions: ({ user, purpose: name }) => [
    { to: 'user', name: user, path: ['user'] },
    { to: 'purpose', name, path: ['purpose'] },
  ],
  refersTo: {
    user: (user) => ({ containing: [{ user }] }),
    purpose: (name) => ({ containing: [{ purpose: name }] }),
  },
});
