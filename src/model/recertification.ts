import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

import { hasCome } from '../base/moments.js';
import { kept } from './keeping.js';
import type { Keeper } from './keeping.js';
import { dataSourceName, pointInTime, principalName } from './names.js';
import { objectKind } from './object-kind.js';
import { principal } from './principals.js';
import type { Owning } from './rights.js';
import { readAll, readOwn } from './rights.js';

/** The name of a round. */
export const roundName = principalName('the name of a round');

/** What somebody decided about one access. */
const recertificationDecision = z
  .strictObject({
    decision: z.enum(['confirm', 'end']),
    by: principalName('a user name'),
    at: pointInTime,
    reason: z.string().optional(),
    until: pointInTime.optional().meta({ description: 'the new end of an access that was confirmed' }),
  })
  .meta({ id: 'RecertificationDecision' });
/** @see recertificationDecision */
export type RecertificationDecision = z.output<typeof recertificationDecision>;

/**
 * A round of recertification over one data source: the subscriptions that must be confirmed until a time. Those that nobody confirms end
 * then, because their end was set to that time when the round began. A round over several data sources is one object for each.
 */
export const recertification = z
  .strictObject({
    name: roundName,
    dataSource: dataSourceName,
    due: pointInTime.meta({ description: 'when access ends that nobody has confirmed' }),
    startedBy: principalName('a user name'),
    startedAt: pointInTime,
    cancelledBy: principalName('a user name').optional(),
    cancelledAt: pointInTime.optional(),
    accesses: z
      .array(z.strictObject({ subscriber: principal, decision: recertificationDecision.optional() }))
      .meta({ description: 'the subscriptions when the round began, and what was decided about them' }),
  })
  .meta({ id: 'Recertification' });
/** @see recertification */
export type Recertification = z.output<typeof recertification>;

/** The key of a round over one data source. */
const recertificationKey = ({ name, dataSource }: Pick<Recertification, 'name' | 'dataSource'>): string =>
  JSON.stringify([name, dataSource]);

/** Whether anything can still be decided in a round. */
export const isUnderWay = ({ due, cancelledAt }: Recertification, at: Date): boolean =>
  cancelledAt === undefined && !hasCome(due, at);

/** A round is a record: commands change it, world files do not. */
const keepRecord: Keeper<Recertification> = (before, after) =>
  isDeepStrictEqual(before, after)
    ? kept(after)
    : kept(before, [
        [],
        `round '${after.name}' of recertification over '${after.dataSource}' stays as it is: world files do not change rounds; run scrim recertify`,
      ]);

const own: Owning<Recertification> = {
  read: ({ dataSource }) => [{ to: dataSource, as: ['owner', 'approver'] }],
};

/** @see recertification */
export const recertificationKind = objectKind({
  schema: recertification,
  section: 'recertifications',
  key: recertificationKey,
  keyAt: ['name'],
  words: 'recertification',
  title: ({ name, dataSource }) => `round '${name}' of recertification over '${dataSource}'`,
  rights: {
    governor: { ...readAll, create: 'all', change: 'all' },
    owner: readOwn,
    user: readOwn,
  },
  own,
  keeping: { decided: keepRecord },
  byPeople: { besideOthers: true, always: true },
  // The record stays when a data source, a user or a group is removed.
  mentions: () => [],
});
