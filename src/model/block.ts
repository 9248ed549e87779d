import { z } from 'zod';

import { hasCome } from '../base/moments.js';
import type { Keeper } from './keeping.js';
import { kept } from './keeping.js';
import { holding, principalFilters } from './list-filter.js';
import { dataSourceName, formatDataSourceName, pointInTime, principalName, schemaName } from './names.js';
import { objectKind } from './object-kind.js';
import { describePrincipal, principal, principalMention } from './principals.js';
import { everything, keepOwn } from './rights.js';
import type { DataSource } from './data-source.js';

/** What a block closes. */
const blockScope = z
  .union(
    [
      z.strictObject({ everything: z.literal(true).meta({ description: 'every data source' }) }),
      z.strictObject({ schema: schemaName.meta({ description: 'every data source in this schema' }) }),
      z.strictObject({ dataSource: dataSourceName }),
    ],
    { error: 'expected {everything: true}, {schema: SCHEMA} or {dataSource: SCHEMA.NAME}' },
  )
  .meta({ id: 'BlockScope' });
/** @see blockScope */
export type BlockScope = z.output<typeof blockScope>;

/** Closes data sources to a user, or to every member of a group, whatever grants them access. It is meant for incidents. */
export const block = z
  .strictObject({
    blocked: principal,
    scope: blockScope,
    reason: z.string().trim().min(1, 'give a reason').max(4_000),
    until: pointInTime.optional().meta({
      description: 'the time at which the block ends; without it, the block applies until it is lifted',
    }),
    blockedBy: principalName('a user name').optional().meta({ description: 'who set the block' }),
    blockedAt: pointInTime.optional(),
  })
  .meta({ id: 'Block' });
/** @see block */
export type Block = z.output<typeof block>;

/** The text that identifies a scope among others: `everything`, `schema:SCHEMA` or `dataSource:SCHEMA.NAME`. */
const formatBlockScope = (scope: BlockScope): string => {
  if ('everything' in scope) return 'everything';
  return 'schema' in scope ? `schema:${scope.schema}` : `dataSource:${scope.dataSource}`;
};

/** A scope in words, for messages. */
export const describeBlockScope = (scope: BlockScope): string => {
  if ('everything' in scope) return 'everything';
  return 'schema' in scope ? `schema '${scope.schema}'` : `data source '${scope.dataSource}'`;
};

/** The key of a block: one for each principal and scope. */
export const blockKey = ({ blocked, scope }: Pick<Block, 'blocked' | 'scope'>): string =>
  JSON.stringify([
    ...('user' in blocked ? ['user', blocked.user] : ['group', blocked.group]),
    formatBlockScope(scope),
  ]);

/** Whether a block applies to a data source. */
export const isBlockOf = ({ scope }: Block, dataSource: Pick<DataSource, 'schema' | 'name'>): boolean => {
  if ('everything' in scope) return true;
  return 'schema' in scope
    ? scope.schema === dataSource.schema
    : scope.dataSource === formatDataSourceName(dataSource);
};

/** Whether a block has ended. */
export const hasEnded = ({ until }: Block, at: Date): boolean => until !== undefined && hasCome(until, at);

/** A world file does not shorten a block that a person made longer. */
const keepLonger: Keeper<Block> = (before, after) => {
  const endOf = ({ until }: Block): number => (until === undefined ? Infinity : new Date(until).getTime());
  const byPerson = before.blockedAt !== undefined && before.blockedAt !== after.blockedAt;
  if (!byPerson || endOf(after) >= endOf(before)) return kept(after);
  const who = describePrincipal(after.blocked);
  return kept(before, [
    [],
    `${who} stays blocked (decided at ${before.blockedAt ?? ''}); to lift the block, run scrim unblock`,
  ]);
};

/** @see block */
export const blockKind = objectKind({
  schema: block,
  section: 'blocks',
  key: blockKey,
  keyAt: ['blocked'],
  words: 'block',
  title: ({ blocked, scope }) =>
    `the block of ${describePrincipal(blocked)} from ${describeBlockScope(scope)}`,
  served: {
    one: 'a block',
    path: {
      parts: ['blockedKind', 'blocked', 'scope'],
      keyOf: ([kind = '', name = '', scope = '']) => JSON.stringify([kind, name, scope]),
      partsOf: ({ blocked, scope }) => [
        ...('user' in blocked ? ['user', blocked.user] : ['group', blocked.group]),
        formatBlockScope(scope),
      ],
    },
    filters: {
      dataSource: holding('those from this data source alone', (dataSource) => ({ scope: { dataSource } })),
      schema: holding('those from this schema', (schema) => ({ scope: { schema } })),
      ...principalFilters('blocked', 'those of', false),
    },
  },
  rights: { governor: everything, owner: keepOwn },
  own: {
    read: ({ scope }) => ('dataSource' in scope ? [{ to: scope.dataSource, as: ['owner'] }] : []),
    // Only blocks that an owner set, not those of a governor.
    write: ({ scope, blockedBy = '' }) =>
      'dataSource' in scope ? [{ to: scope.dataSource, setBy: blockedBy }] : [],
  },
  keeping: { decided: keepLonger },
  byPeople: { isOne: ({ blockedAt }) => blockedAt !== undefined, besideOthers: true, always: true },
  following: { onRemoval: 'keep', renamed: (object, _from, blocked) => ({ ...object, blocked }) },
  mentions: ({ blocked, scope }) => [
    principalMention(blocked, ['blocked']),
    ...('dataSource' in scope
      ? [{ to: 'dataSource' as const, name: scope.dataSource, path: ['scope', 'dataSource'] }]
      : []),
  ],
  refersTo: {
    user: (user) => ({ containing: [{ blocked: { user } }] }),
    group: (group) => ({ containing: [{ blocked: { group } }] }),
    dataSource: (dataSource) => ({ containing: [{ scope: { dataSource } }] }),
  },
});
