import { Refusal } from '../../base/refusal.js';
import { personOf } from '../../world/person.js';
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
  { ports }: Pick<Administration, 'ports'>,
  by: Acting['by'],
): Promise<OwnScope | undefined> {
  if (by === 'administrator' || reachOf(by.actor.roles, 'audit', 'read') === 'all') return undefined;
  const { user } = by.actor;
  if (user === undefined)
    throw new Refusal('forbidden', 'this key acts for nobody: it has no records of its own');
  const dataSources = await ports.world.ask((look) => {
    const groups = [...(personOf(look, user)?.groups ?? [])];
    const theirs = [{ user }, ...groups.map((group) => ({ group }))].flatMap(
      (principal) => look({ entry: 'dataSourcesOf', principal }) ?? [],
    );
    return [...new Set(theirs)].filter((name) => {
      const dataSource = look({ entry: 'dataSource', name });
      return dataSource !== undefined && isOwnToWrite(look, by, 'dataSource', dataSource);
    });
  });
  return { user, dataSources };
}

/** @see scopeOf */
export const auditReader = {
  subject: 'audit',
  verb: 'read',
  refusal: 'your roles do not let you read what is on record',
} as const;
