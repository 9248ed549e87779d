import { Refusal } from '../../base/refusal.js';
import { boolean, integer, query, select, table } from '../../sql/build.js';
import type { Ask } from '../../trino/ask.js';
import type { ArchivePlace } from './statements.js';
import { tableNames } from './tables.js';

/** Who can read tables of the archive in Trino, past scrim. */
export interface OpenArchive {
  readonly user: string;
  /** The tables that they can read. */
  readonly tables: readonly string[];
}

/**
 * Tries to read the tables of an archive as some users, without reading rows.
 * @param ask as a user who may read them
 * @param askAs as a user
 * @throws Refusal `invalid` if not even `ask` can read them; `unavailable`
 */
export async function findOpenArchive(
  ask: Ask,
  askAs: (user: string) => Ask,
  place: ArchivePlace,
  users: readonly string[],
): Promise<readonly OpenArchive[]> {
  for (const name of tableNames) {
    const reason = await refusalOf(ask, place, name);
    if (reason === undefined) continue;
    throw new Refusal(
      'invalid',
      `the archive in ${place.catalog}.${place.schema} cannot be checked: ${reason}`,
    );
  }
  const found: OpenArchive[] = [];
  for (const user of users) {
    const tables: string[] = [];
    for (const name of tableNames) {
      if ((await refusalOf(askAs(user), place, name)) === undefined) tables.push(name);
    }
    if (tables.length > 0) found.push({ user, tables });
  }
  return found;
}

/** Why somebody cannot read a table; undefined if they can. */
async function refusalOf(
  ask: Ask,
  { catalog, schema }: ArchivePlace,
  name: string,
): Promise<string | undefined> {
  try {
    const from = table([catalog, schema, name]);
    await ask(query(select({ items: [integer(1)], from, where: boolean(false) })));
    return undefined;
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'invalid') return error.message;
    throw error;
  }
}
