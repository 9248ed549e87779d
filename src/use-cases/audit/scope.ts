import { Refusal } from '../../base/refusal.js';
import { personOf } from '../../world/person.js';
import { reachOf } from '../world/authorize.js';
import type { Administration } from '../world/context.js';
import { discoverable, isOwnToWrite } from '../world/relations.js';
import type { Asking } from '../world/relations.js';
import { removalSince } from '../what-if/as-of.js';
import type { Acting } from '../use-case.js';

/** Whose records somebody may read: `undefined` for all of them, otherwise their own, and those about data sources that they own. */
export interface OwnScope {
  readonly by: Asking;
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
  return { by, user, dataSources };
}

/** What somebody may know of records in their scope. */
export interface Known {
  /** From when on records under their name are theirs: a user of this name who was removed is another person. */
  readonly from: Date | undefined;
  /** The data sources that exist for them, of those that records name. */
  readonly dataSources: ReadonlySet<string>;
}

/** Finds out what somebody may know of records that name data sources. */
export async function knownTo(
  { ports, history }: Pick<Administration, 'ports' | 'history'>,
  { by, user }: OwnScope,
  named: readonly (string | null)[],
): Promise<Known> {
  const names = [...new Set(named)].filter((name) => name !== null);
  const removal = await removalSince(history, user, { revision: 0 });
  return {
    from: removal?.at,
    dataSources: new Set(await ports.world.ask((look) => discoverable(look, by, names))),
  };
}

/** A part of what is on record. */
interface Part {
  readonly since: Date;
  readonly until: Date;
  /** Only these data sources; all if there is no list. */
  readonly dataSources: readonly string[] | undefined;
  /** Whether the archive is left out. */
  readonly recent: true | undefined;
}

/** The part of what is on record of somebody's own queries that a report may tell them about. */
export async function ownPart(
  administration: Pick<Administration, 'ports' | 'history' | 'audit'>,
  own: OwnScope,
  part: Part,
): Promise<Part & { readonly user: string }> {
  const { user } = own;
  const { read } = await administration.audit.shaping({ ...part, user });
  const known = await knownTo(administration, own, read);
  return { ...part, user, dataSources: [...known.dataSources], since: laterOf(part.since, known.from) };
}

/** The later of two times. */
export const laterOf = (time: Date, other: Date | undefined): Date =>
  other !== undefined && other > time ? other : time;

/** Records that are read at once where not all can be shown. */
const atOnce = 500;

/**
 * Reads records until a page is full of those that may be shown. A page with fewer would reveal that there are others.
 * @param read reads records after a place, the newest first
 * @param show what may be shown of each; undefined for nothing
 * @returns one more than the limit, if there are as many
 */
export async function readShown<T>(
  read: (before: T | undefined, limit: number) => Promise<readonly T[]>,
  show: (found: readonly T[]) => Promise<readonly (T | undefined)[]>,
  limit: number,
): Promise<readonly T[]> {
  const shown: T[] = [];
  let before: T | undefined;
  for (;;) {
    const wanted = before === undefined ? limit + 1 : Math.max(limit + 1, atOnce);
    const found = await read(before, wanted);
    shown.push(...(await show(found)).filter((one) => one !== undefined));
    if (shown.length > limit) return shown.slice(0, limit + 1);
    if (found.length < wanted) return shown;
    before = found.at(-1);
  }
}

/** @see scopeOf */
export const auditReader = {
  subject: 'audit',
  verb: 'read',
  refusal: 'your roles do not let you read what is on record',
} as const;
