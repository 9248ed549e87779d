import { isDeepStrictEqual } from 'node:util';

import type { Block } from '../model/block.js';
import { formatDataSourceName } from '../model/names.js';
import { describePrincipal } from '../model/principals.js';
import { statementOf } from '../model/subscription.js';
import type { Kind, ObjectOf } from '../model/world.js';

/** Whether what was sent or written of an object says something at a path, whatever it says. */
export type Says = (path: readonly (string | number)[]) => boolean;

/** An object as it is to be written, and what stays closed of it although the writer did not say so. */
export interface Kept<K extends Kind> {
  readonly object: ObjectOf[K];
  readonly kept: readonly { readonly path: readonly (string | number)[]; readonly message: string }[];
}

type Keepers = {
  readonly [K in Kind]?: (before: ObjectOf[K], after: ObjectOf[K], says: Says) => Kept<K>;
};

/** What a writer leaves out stays as it is where its default would open something. */
const unsaid: Keepers = {
  user: (before, after, says) =>
    before.active === false && !says(['active'])
      ? kept({ ...after, active: false }, [
          [[], `user '${after.name}' stays inactive; 'active: true' makes them active`],
        ])
      : kept(after),
  dataSource: keepDataSource,
  subscription: (before, after, says) =>
    kept({
      ...after,
      ...(says(['status']) ? {} : { status: before.status }),
      ...(says(['expires']) || before.expires === undefined ? {} : { expires: before.expires }),
    }),
  project: (before, after, says) =>
    before.equalized !== false && !says(['equalized'])
      ? kept({ ...after, equalized: before.equalized }, [
          [[], `project '${after.name}' stays equalized; 'equalized: false' ends that`],
        ])
      : kept(after),
  subscriptionPolicy: (before, after, says) =>
    !before.enabled && after.grant !== undefined && !says(['enabled'])
      ? kept({ ...after, enabled: false }, [
          [[], `subscription policy '${after.name}' stays disabled; 'enabled: true' enables it`],
        ])
      : kept(after),
};

/** What people decided stays, where a file says no more than it said before. */
const decided: Keepers = { ...unsaid, subscription: keepSubscription, block: keepBlock };

/** The object that a call of the API or an import writes over another. */
export const keepUnsaid = <K extends Kind>(
  kind: K,
  before: ObjectOf[K] | undefined,
  after: ObjectOf[K],
  says: Says,
): Kept<K> => (before === undefined ? kept(after) : (unsaid[kind]?.(before, after, says) ?? kept(after)));

/** The object that a world file writes over another. */
export const keepDecided = <K extends Kind>(
  kind: K,
  before: ObjectOf[K] | undefined,
  after: ObjectOf[K],
  says: Says,
): Kept<K> => (before === undefined ? kept(after) : (decided[kind]?.(before, after, says) ?? kept(after)));

function kept<T>(
  object: T,
  list: readonly (readonly [readonly (string | number)[], string])[] = [],
): { readonly object: T; readonly kept: Kept<Kind>['kept'] } {
  return { object, kept: list.map(([path, message]) => ({ path, message })) };
}

function keepDataSource(
  before: ObjectOf['dataSource'],
  after: ObjectOf['dataSource'],
  says: Says,
): Kept<'dataSource'> {
  const name = formatDataSourceName(after);
  const sameTable = before.table !== undefined && before.table === after.table;
  const known = new Map(sameTable ? before.columns.map((column) => [column.name, column]) : []);
  const columns = after.columns.map((column, index) => {
    const marks = (['unreviewed', 'gone'] as const).filter(
      (mark) => known.get(column.name)?.[mark] && !says(['columns', index, mark]),
    );
    return { ...column, ...Object.fromEntries(marks.map((mark) => [mark, true as const])) };
  });
  // A table without any column would be no data source.
  const allGone = columns.every(({ gone }) => gone);
  const unreviewed = columns.filter(
    (column, index) => column.unreviewed && !after.columns[index]?.unreviewed,
  );
  const disabled = !before.enabled && !says(['enabled']);
  const gone = sameTable && before.gone === true && !says(['gone']);
  return kept(
    {
      ...after,
      columns: allGone ? after.columns : columns,
      ...(disabled ? { enabled: false } : {}),
      ...(gone ? { gone: true as const } : {}),
    },
    [
      ...(disabled
        ? [[[], `data source '${name}' stays disabled; 'enabled: true' enables it`] as const]
        : []),
      ...(gone
        ? [
            [
              [],
              `data source '${name}' stays marked as gone; scrim sync takes the mark away when its table is back`,
            ] as const,
          ]
        : []),
      ...unreviewed.map(
        (column) =>
          [
            ['columns'],
            `column '${column.name}' of '${name}' stays unreviewed; scrim datasource review says that somebody has looked at it`,
          ] as const,
      ),
    ],
  );
}

function keepSubscription(
  before: ObjectOf['subscription'],
  after: ObjectOf['subscription'],
  says: Says,
): Kept<'subscription'> {
  if (before.decidedBy === undefined || isDeepStrictEqual(before, after)) return kept(after);
  const whose = `the subscription of ${describePrincipal(after.subscriber)} to '${after.dataSource}'`;
  const stays = `${whose} stays ${before.status}, as '${before.decidedBy}' decided`;
  if (before.replaces !== undefined && isDeepStrictEqual(statementOf(after), before.replaces)) {
    return kept(before, [[[], `${stays} after the file said this; another reason or end here decides anew`]]);
  }
  return (before.status === 'denied' || before.status === 'revoked') && !says(['status'])
    ? kept(before, [[[], `${stays}; 'status: approved' gives access again`]])
    : kept(after);
}

/** A file does not shorten what a person blocked for longer. */
function keepBlock(before: Block, after: Block): Kept<'block'> {
  const endOf = ({ until }: Block): number => (until === undefined ? Infinity : new Date(until).getTime());
  const byPerson = before.blockedAt !== undefined && before.blockedAt !== after.blockedAt;
  if (!byPerson || endOf(after) >= endOf(before)) return kept(after);
  const who = describePrincipal(after.blocked);
  return kept(before, [
    [[], `${who} stays blocked, as was decided at ${before.blockedAt ?? ''}; scrim unblock lifts it`],
  ]);
}
