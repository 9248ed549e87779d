import { z } from 'zod';

import { kept } from './keeping.js';
import { beginning, holding, principalFilters } from './list-filter.js';
import { mentionsOf } from './mention.js';
import { dataSourceName, principalName, purposeName } from './names.js';
import { anywhere } from './object-criteria.js';
import { objectKind } from './object-kind.js';
import { attributeMentions, attributes, principal, principalMentions } from './principals.js';
import { everything, readAll, readOwn } from './rights.js';

/**
 * How equalization makes all members see the same: by the facts that all of them share, or by facts given here, which every member must
 * have. A member without one of those facts sees none of the project's data sources.
 */
const equalized = z
  .union(
    [
      z.boolean(),
      z.strictObject({
        groups: z.array(principalName('a group name')).optional(),
        attributes: attributes.optional(),
      }),
    ],
    {
      error:
        'expected true, false or the facts that every member must have: {groups: [...], attributes: {...}}',
    },
  )
  .default(false)
  .meta({
    description:
      'every member sees what the least privileged member may see. Facts are those that all members share, or those given here; a member who lacks one of the given facts sees nothing',
  });

/** Data sources, the people who use them, and the purposes under which they do. */
export const project = z
  .strictObject({
    name: principalName('a project name'),
    comment: z.string().optional(),
    dataSources: z.array(dataSourceName).default([]).meta({
      description:
        'members who work in the project see these data sources and no others; they still need a subscription',
    }),
    members: z.array(principal).default([]).meta({ description: 'who may work in the project' }),
    purposes: z.array(purposeName).default([]).meta({
      description:
        'the purposes under which members act. A purpose with a statement applies only after the member acknowledged it',
    }),
    maskedJoins: z.boolean().default(false).meta({
      description:
        'the data sources of the project share a hash domain, so that hashed columns can be joined',
    }),
    equalized,
  })
  .meta({ id: 'Project' });
/** @see project */
export type Project = z.output<typeof project>;

/** The project in which a user works: at most one at a time. It applies while the project exists and the user is a member. */
const workingProject = z
  .strictObject({ user: principalName('a user name'), project: principalName('a project name') })
  .meta({ id: 'WorkingProject' });
/** @see workingProject */
export type WorkingProject = z.output<typeof workingProject>;

/** @see project */
export const projectKind = objectKind({
  schema: project,
  section: 'projects',
  key: ({ name }) => name,
  keyAt: ['name'],
  words: 'project',
  title: ({ name }) => `project '${name}'`,
  served: {
    one: 'a project',
    path: 'name',
    filters: {
      namePrefix: beginning('name'),
      dataSource: holding('those that contain this data source', (name) => ({ dataSources: [name] })),
      purpose: holding('those with this purpose', (purpose) => ({ purposes: [purpose] })),
      ...principalFilters('members', 'those whose members include', true),
    },
  },
  rights: { governor: everything, owner: readOwn, user: readOwn },
  own: { read: ({ members }) => members.map((member) => ({ is: member })) },
  keeping: {
    unsaid: (before, after, says) =>
      before.equalized !== false && !says(['equalized'])
        ? kept({ ...after, equalized: before.equalized }, [
            [],
            `project '${after.name}' stays equalized; to end that, set 'equalized: false'`,
          ])
        : kept(after),
  },
  mentions: ({ dataSources, members, purposes, equalized: facts }) => [
    ...mentionsOf('dataSource', dataSources, ['dataSources']),
    ...principalMentions(members, ['members']),
    ...mentionsOf('purpose', purposes, ['purposes']),
    ...(typeof facts === 'object'
      ? [
          ...mentionsOf('group', facts.groups, ['equalized', 'groups']),
          ...attributeMentions(facts.attributes ?? {}, ['equalized', 'attributes']),
        ]
      : []),
  ],
  refersTo: { dataSource: anywhere, user: anywhere, group: anywhere, purpose: anywhere },
  attributes: 'expected',
});

/** @see workingProject */
export const workingProjectKind = objectKind({
  schema: workingProject,
  section: 'workingProjects',
  key: ({ user }) => user,
  keyAt: ['user'],
  words: 'working project',
  title: ({ user }) => `the working project of user '${user}'`,
  served: {
    one: "a user's working project",
    path: 'user',
    filters: { project: holding('those in this project', (name) => ({ project: name })) },
  },
  rights: { governor: readAll, owner: readOwn, user: readOwn },
  own: { read: ({ user }) => [{ name: user }], among: (user) => ({ keys: [user] }) },
  byPeople: {},
  following: {
    onRemoval: 'remove',
    renamed: (object, _from, to) => ('user' in to ? { ...object, user: to.user } : object),
  },
  mentions: ({ user, project: name }) => [
    { to: 'user', name: user, path: ['user'] },
    { to: 'project', name, path: ['project'] },
  ],
  refersTo: {
    user: (user) => ({ keys: [user] }),
    project: (name) => ({ containing: [{ project: name }] }),
  },
});
