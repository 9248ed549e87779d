import { z } from 'zod';

import type { InputPath } from '../base/input.js';
import { kept } from './keeping.js';
import { attributeFilters, beginning, holding } from './list-filter.js';
import { mentionsOf } from './mention.js';
import type { Mention } from './mention.js';
import { principalName } from './names.js';
import { objectKind } from './object-kind.js';
import { readAll, readOwn } from './rights.js';

/** An attribute's name with the set of its values. */
export const attributes = z
  .record(principalName('an attribute name'), z.array(z.string()))
  .default({})
  .meta({ description: 'attribute name to its values', examples: [{ region: ['EUROPE', 'ASIA'] }] });

/** A user's name on a platform, in the platform's spelling. Redshift allows 127 bytes. */
const platformUserName = principalName("a platform's user name").refine(
  (name) => Buffer.byteLength(name, 'utf8') <= 127,
  "a platform's user name must have at most 127 bytes",
);

/** A person or service, named as the platform names it (`current_user`). */
export const user = z
  .strictObject({
    name: principalName('a user name'),
    comment: z.string().optional(),
    iam: principalName('an identity provider').optional().meta({
      description: 'the identity provider that sent the user',
    }),
    names: z
      .strictObject({ redshift: platformUserName.optional() })
      .optional()
      .meta({
        description: 'the names of the user on platforms where they differ; scrim never guesses them',
        examples: [{ redshift: 'IAM:alice@corp.com' }],
      }),
    groups: z.array(principalName('a group name')).default([]),
    attributes,
    active: z.boolean().optional().meta({
      description:
        'false closes everything: every request treats the user as unknown until it is true again; by default true',
    }),
  })
  .meta({ id: 'User' });
/** @see user */
export type User = z.output<typeof user>;

/** A group; its attributes are added to those of each member. */
export const group = z
  .strictObject({ name: principalName('a group name'), comment: z.string().optional(), attributes })
  .meta({ id: 'Group' });
/** @see group */
export type Group = z.output<typeof group>;

/** A user or a group, as owner or subscriber. */
export const principal = z
  .union(
    [
      z.strictObject({ user: principalName('a user name') }),
      z.strictObject({ group: principalName('a group name') }),
    ],
    { error: 'expected {user: NAME} or {group: NAME}' },
  )
  .meta({ id: 'Principal' });
/** @see principal */
export type Principal = z.output<typeof principal>;

/** A principal in words, for messages. */
export const describePrincipal = (of: Principal): string =>
  'user' in of ? `user '${of.user}'` : `group '${of.group}'`;

/** A principal as an object names it. */
export const principalMention = (of: Principal, path: InputPath): Mention<'user' | 'group'> =>
  'user' in of
    ? { to: 'user', name: of.user, path: [...path, 'user'] }
    : { to: 'group', name: of.group, path: [...path, 'group'] };

/** Principals in a list. */
export const principalMentions = (
  list: readonly Principal[],
  path: InputPath,
): readonly Mention<'user' | 'group'>[] => list.map((of, index) => principalMention(of, [...path, index]));

/** Attributes with their values. */
export const attributeMentions = (
  of: Readonly<Record<string, readonly string[]>>,
  path: InputPath,
): readonly Mention<never>[] =>
  Object.entries(of).map(([attribute, values]) => ({ attribute, values, path: [...path, attribute] }));

/** @see group */
export const groupKind = objectKind({
  schema: group,
  section: 'groups',
  key: ({ name }) => name,
  keyAt: ['name'],
  words: 'group',
  title: ({ name }) => `group '${name}'`,
  served: {
    one: 'a group',
    path: 'name',
    filters: { namePrefix: beginning('name'), ...attributeFilters },
  },
  rights: { governor: readAll, owner: readAll },
  mentions: (object) => attributeMentions(object.attributes, ['attributes']),
  attributes: 'held',
});

/** @see user */
export const userKind = objectKind({
  schema: user,
  section: 'users',
  key: ({ name }) => name,
  keyAt: ['name'],
  words: 'user',
  title: ({ name }) => `user '${name}'`,
  served: {
    one: 'a user',
    path: 'name',
    filters: {
      namePrefix: beginning('name'),
      group: holding('those in this group', (of) => ({ groups: [of] })),
      iam: holding('those of this identity provider', (iam) => ({ iam })),
      ...attributeFilters,
    },
  },
  rights: { governor: readAll, owner: readAll, user: readOwn },
  own: { read: ({ name }) => [{ name }], among: (name) => ({ keys: [name] }) },
  remedy: 'declare the user under users',
  keeping: {
    closed: { active: false },
    unsaid: (before, after, says) =>
      before.active === false && !says(['active'])
        ? kept({ ...after, active: false }, [
            [],
            `user '${after.name}' stays inactive; to activate the user, set 'active: true'`,
          ])
        : kept(after),
  },
  following: {
    onRemoval: 'ignore',
    renamed: (object, from, to) => ({
      ...object,
      groups: object.groups.map((of) => (of === from && 'group' in to ? to.group : of)),
    }),
  },
  mentions: ({ groups, attributes: held }) => [
    ...mentionsOf('group', groups, ['groups']),
    ...attributeMentions(held, ['attributes']),
  ],
  refersTo: { group: (group) => ({ containing: [{ groups: [group] }] }) },
  attributes: 'held',
});
