import { Refusal } from '../../base/refusal.js';
import { reachOf } from '../world/authorize.js';
import type { Administration } from '../world/context.js';
import { isOwnToWrite } from '../world/relations.js';
import type { Acting } from '../use-case.js';

/** Whose records somebody may read: `undefined` for all of them, otherwise their own, and those about data sources that they own. */
export interface OwnScope {
  readonly user: string;
  readonly dataSources: readonly string[];
}

/**
 * What an actor may read of what is on record.
 * @throws Refusal `forbidden` for an actor without a user, whose roles let them read their own records only
 */
export async function scopeOf(
  { ports, store }: Pick<Administration, 'ports' | 'store'>,
  by: Acting['by'],
): Promise<OwnScope | undefined> {
  if (by === 'administrator' || reachOf(by.actor.roles, 'audit', 'read') === 'all') return undefined;
  const { user } = by.actor;
  if (user === undefined)
    throw new Refusal('forbidden', 'this key acts for nobody: it has no records of its own');
  const found = await store.find('dataSource', {});
  const names = await ports.world.ask((look) =>
    found.filter(({ object }) => isOwnToWrite(look, by, 'dataSource', object)).map(({ key }) => key),
  );
  return { user, dataSources: names };
}

/** @see scopeOf */
export const auditReader = {
  subject: 'audit',
  verb: 'read',
  refusal: 'your roles do not let you read what is on record',
} as const;
