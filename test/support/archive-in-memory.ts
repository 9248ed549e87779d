import type { ArchiveCounts } from '../../src/audit/archive/archive-counts.js';
import type { FoundDecision, FoundQuery } from '../../src/audit/audit-store.js';
import type { ReadRow } from '../../src/audit/query-row.js';
import { groupBy } from '../../src/base/group-by.js';

type Read = ReadRow & Pick<FoundQuery, 'at' | 'user' | 'cluster' | 'queryId'>;
interface Search {
  readonly since: Date;
  readonly until: Date;
  readonly dataSources?: readonly string[] | undefined;
  readonly user?: string | undefined;
}

/** Counts records as the archive does, without a Trino. */
export function countInMemory(
  queries: readonly FoundQuery[],
  decisions: readonly FoundDecision[],
): ArchiveCounts {
  const all: readonly Read[] = queries.flatMap(({ reads, at, user, cluster, queryId }) =>
    reads.map((read) => ({ ...read, at, user, cluster, queryId })),
  );
  const readsOf = (
    { since, until, dataSources, user }: Search,
    { late }: { readonly late: readonly { readonly cluster: string; readonly queryId: string }[] },
  ): readonly Read[] =>
    all.filter(
      (read) =>
        read.at >= since &&
        read.at < until &&
        (dataSources === undefined
          ? read.dataSource !== null
          : dataSources.includes(String(read.dataSource))) &&
        (user === undefined || read.user === user) &&
        !late.some((one) => one.cluster === read.cluster && one.queryId === read.queryId),
    );
  const queryOf = ({ at, cluster, queryId }: Read): string => JSON.stringify([at, cluster, queryId]);
  const byTime = (a: Read, b: Read): number => a.at.getTime() - b.at.getTime();
  const namesOf = ({ columns }: Read, shown: 'raw' | 'masked'): readonly string[] =>
    columns.filter((one) => one.shown === shown).map(({ name }) => name);
  const grouped = <T extends Read>(
    reads: readonly T[],
    ...keys: readonly (keyof T)[]
  ): readonly (readonly T[])[] => [
    ...groupBy(reads, (read) => JSON.stringify(keys.map((key) => read[key]))).values(),
  ];
  const queriesIn = (reads: readonly Read[]): readonly (readonly Read[])[] => [
    ...groupBy(reads, queryOf).values(),
  ];
  const distinct = <T>(list: readonly T[]): readonly T[] =>
    [...groupBy(list, (one) => JSON.stringify(one)).values()].flatMap(([first]) =>
      first === undefined ? [] : [first],
    );
  const first = <T>([one]: readonly T[]): T => one as T;

  return {
    readers: ({ after, limit = Infinity, ...search }, extent) =>
      Promise.resolve(
        distinct(
          readsOf(search, extent)
            .filter(({ via }) => ['view', 'in place', 'rule'].includes(via))
            .map(({ dataSource, user }) => ({ dataSource: String(dataSource), user })),
        )
          .filter(
            ({ dataSource, user }) =>
              after === undefined ||
              dataSource > after.dataSource ||
              (dataSource === after.dataSource && user > after.user),
          )
          .toSorted((a, b) => (a.dataSource + ' ' + a.user < b.dataSource + ' ' + b.user ? -1 : 1))
          .slice(0, limit),
      ),
    access: ({ dataSource, ...search }, extent) =>
      Promise.resolve(
        grouped(readsOf({ ...search, dataSources: [dataSource] }, extent).toSorted(byTime), 'user').map(
          (reads) => ({
            user: first(reads).user,
            queries: queriesIn(reads).length,
            pastScrim: queriesIn(reads).filter((some) => some.every(({ via }) => via === 'past scrim'))
              .length,
            first: first(reads).at,
            last: first(reads.toReversed()).at,
          }),
        ),
      ),
    columnsOf: ({ dataSource, since, until }, users, extent) =>
      Promise.resolve(
        readsOf({ since, until, dataSources: [dataSource] }, extent)
          .filter(({ user }) => users.includes(user))
          .map((read) => ({ user: read.user, raw: namesOf(read, 'raw'), masked: namesOf(read, 'masked') })),
      ),
    shaping: (search, extent) => {
      const shaped = readsOf(search, extent).flatMap((read) =>
        read.policies.map((policy) => ({ ...read, policy })),
      );
      return Promise.resolve(
        grouped(shaped.toSorted(byTime), 'policy', 'user').map((reads) => ({
          ...{ policy: first(reads).policy, user: first(reads).user },
          ...{ queries: queriesIn(reads).length, last: first(reads.toReversed()).at },
        })),
      );
    },
    dataSources: (search, extent) =>
      Promise.resolve(distinct(readsOf(search, extent).map(({ dataSource }) => String(dataSource)))),
    namedColumns: (search, extent) =>
      Promise.resolve(
        distinct(
          readsOf(search, extent).flatMap(({ dataSource, columns }) =>
            columns.map(({ name }) => ({ dataSource: String(dataSource), column: name })),
          ),
        ),
      ),
    columns: (search, columns, extent) => {
      const wanted = readsOf(search, extent).flatMap((read) =>
        columns
          .filter(({ dataSource }) => dataSource === read.dataSource)
          .flatMap(({ entry, column }) =>
            read.columns
              .filter(({ name }) => name === column)
              .map(({ shown }) => ({ ...read, entry, how: shown })),
          ),
      );
      return Promise.resolve(
        grouped(wanted.toSorted(byTime), 'entry', 'user').map((reads) => {
          const how = (wantedHow: string): number =>
            queriesIn(reads.filter((read) => read.how === wantedHow)).length;
          const last = reads.findLast((read) => read.how === 'raw');
          return {
            ...{ entry: first(reads).entry, user: first(reads).user, raw: how('raw'), masked: how('masked') },
            lastRaw:
              last === undefined
                ? null
                : {
                    ...{ at: last.at, via: last.via, filter: last.filters[0] ?? null, shown: last.shown },
                    authorization: last.authorization,
                  },
          };
        }),
      );
    },
    maskedBy: (search, extent) =>
      Promise.resolve(
        readsOf(search, extent).flatMap(({ dataSource, columns }) =>
          columns.flatMap(({ name, policies = [] }) =>
            policies.map((policy) => ({ dataSource: String(dataSource), column: name, policy })),
          ),
        ),
      ),
    reasons: (wanted) =>
      Promise.resolve(
        wanted.flatMap(({ at, dataSource, shown, users }) => {
          const found = decisions
            .filter(
              (one) =>
                one.at <= at &&
                one.dataSource === dataSource &&
                one.shown === shown &&
                users.includes(String(one.user)),
            )
            .toSorted((a, b) => a.at.getTime() - b.at.getTime())
            .at(-1);
          return found === undefined
            ? []
            : [{ at: found.at, dataSource, shown, user: String(found.user), because: found.because }];
        }),
      ),
    first: (dataSources) =>
      Promise.resolve(
        queries
          .filter(
            ({ reads }) =>
              dataSources === undefined || reads.some((one) => dataSources.includes(String(one.dataSource))),
          )
          .map(({ at }) => at)
          .toSorted((a, b) => a.getTime() - b.getTime())[0],
      ),
  };
}
