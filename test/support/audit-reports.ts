import type { ColumnReads, Reader, UnusedGroup } from '../../src/audit/access-on-record.js';
import type { AuditStore } from '../../src/audit/audit-store.js';

/** A time that reports are about. */
interface Time {
  readonly recent?: true;
  readonly since: Date;
  readonly until: Date;
}

/** All entries of a report, page by page. */
async function walk<T>(
  read: (after: T | undefined) => Promise<readonly T[]>,
  limit: number,
): Promise<readonly T[]> {
  const found: T[] = [];
  for (;;) {
    const page = await read(found.at(-1));
    found.push(...page);
    if (page.length < limit) return found;
  }
}

/** What is counted for reports, in every way in which it can be asked for or in the usual ones, in a world as that of `reportedWorld`. */
export async function countsOf(
  audit: AuditStore,
  time: Time,
  inEveryWay = true,
): Promise<Readonly<Record<string, unknown>>> {
  const sources = ['s.d', 's.e', 's.none'];
  const having: readonly string[] = [];
  const access = (dataSource: string, more: object = {}) =>
    audit.access({ dataSource, ...time, having, limit: 100, ...more });
  const columns = (more: object) => audit.columns({ ...time, by: 'column', limit: 100, ...more });
  const columnsOnly = async (more: object) => (await columns(more)).columns;
  const few = {
    access: await access('s.d'),
    readers: await audit.readers({ dataSources: sources, ...time, limit: 100 }),
    unusedGroups: await audit.unusedGroups({ ...time, limit: 100 }),
    shaping: await audit.shaping(time),
    columns: await columnsOnly({}),
    tags: await columnsOnly({ by: 'tag' }),
  };
  if (!inEveryWay) return few;
  return {
    ...few,
    accessOfOthers: await Promise.all(['s.e', 's.none'].map((name) => access(name))),
    accessOfOne: await access('s.d', { user: 'ann' }),
    accessInPages: await walk(
      async (after: { readonly user: string; readonly last: Date | null } | undefined) =>
        (await access('s.d', { after, limit: 2 })).people,
      2,
    ),
    readersOfOne: await audit.readers({ dataSources: sources, user: 'bob', ...time, limit: 100 }),
    readersOfNothing: await audit.readers({ dataSources: [], ...time, limit: 100 }),
    readersInPages: await walk(
      (after: Reader | undefined) => audit.readers({ dataSources: sources, ...time, after, limit: 2 }),
      2,
    ),
    unusedGroupsOfOne: await audit.unusedGroups({ ...time, dataSources: ['s.e'], limit: 100 }),
    unusedGroupsInPages: await walk(
      (after: UnusedGroup | undefined) => audit.unusedGroups({ ...time, after, limit: 1 }),
      1,
    ),
    shapingOfOne: await audit.shaping({ ...time, user: 'ann' }),
    shapingOfSource: await audit.shaping({ ...time, dataSources: ['s.e'] }),
    columnsOfTag: await columnsOnly({ tag: 'PII' }),
    columnsOfSource: await columnsOnly({ dataSources: ['s.e'] }),
    columnsOfOne: await columnsOnly({ user: 'bob' }),
    columnsOfNothing: await columnsOnly({ dataSources: [] }),
    columnsInPages: await walk((after: ColumnReads | undefined) => columnsOnly({ after, limit: 2 }), 2),
    tagsInPages: await walk(
      (after: ColumnReads | undefined) => columnsOnly({ by: 'tag', after, limit: 1 }),
      1,
    ),
  };
}

/** A world with tagged columns, groups with subscriptions and their members. */
export const reportedWorld = {
  tags: [{ name: 'PII' }, { name: 'PII.Mail' }, { name: 'Sales' }],
  groups: [{ name: 'east' }, { name: 'west' }, { name: 'empty' }],
  users: [
    { name: 'ann', groups: ['east'] },
    { name: 'bob', groups: ['east', 'west'] },
    { name: 'Émil', groups: ['west'] },
  ],
  dataSources: [
    {
      ...{ schema: 's', name: 'd', table: 'c.s.d' },
      columns: [
        { name: 'id', type: 'bigint' },
        { name: 'mail', type: 'varchar', tags: ['PII.Mail', 'PII'] },
        { name: 'ssn', type: 'varchar', tags: ['PII'] },
      ],
    },
    {
      ...{ schema: 's', name: 'e', table: 'c.s.e', tags: ['Sales'] },
      columns: [
        { name: 'id', type: 'bigint' },
        { name: 'mail', type: 'varchar', tags: ['PII.Mail'] },
      ],
    },
  ],
  subscriptions: ['east', 'west', 'empty'].flatMap((group) =>
    ['s.d', 's.e'].map((dataSource) => ({ dataSource, subscriber: { group } })),
  ),
};
