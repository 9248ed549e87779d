import { z } from 'zod';

import type { AuditHealth } from '../../audit/audit-health.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';
import type { Administration } from '../world/context.js';
import { daysBefore } from './recording.js';

const healthInput = z.strictObject({
  clusters: z.array(z.string()).meta({ description: 'the clusters of audit.clusters' }),
  history: z.string().optional().meta({
    description: 'the name of the Redshift cluster whose history is put on record',
  }),
  days: z.int().min(1).max(3_650).default(7),
});

/** What is missing of the audit, and how to mend it. */
interface AuditFinding {
  readonly kind: 'no clusters' | 'silent' | 'no decisions' | 'alarm' | 'not joined' | 'not reported';
  readonly what: string;
  readonly mend: string;
}

/** A value as it passes a socket: times are text. */
type Plain<T> = T extends Date
  ? string
  : T extends readonly (infer E)[]
    ? readonly Plain<E>[]
    : T extends object
      ? { readonly [K in keyof T]: Plain<T[K]> }
      : T;

/** What is on record, and what is missing of it. */
export type CheckedAudit = Plain<AuditHealth> & {
  readonly since: string;
  readonly findings: readonly AuditFinding[];
};

/** Checks whether queries and decisions get on record, and what of them needs attention. */
async function auditHealth(
  { audit }: Pick<Administration, 'audit'>,
  { clusters, history, days }: InputOf<typeof healthInput>,
  now: Date,
): Promise<CheckedAudit> {
  const since = daysBefore(now, days);
  const health = plain(await audit.health(since));
  return {
    since: since.toISOString(),
    ...health,
    findings: [
      ...silent({ clusters, history }, health),
      ...(health.decisions === null && health.clusters.length > 0
        ? [
            {
              ...{ kind: 'no decisions' as const, what: 'no decision is on record' },
              mend: 'nobody was answered from this store yet: check that Trino asks the scrim whose store this is',
            },
          ]
        : []),
      ...health.alarms.map(alarmFinding),
      ...health.unjoined.map(({ cluster, table, dataSource, queries, queryId }) => ({
        kind: 'not joined' as const,
        what: `no decision on record made the text of ${table} on cluster ${cluster}: ${counted(queries)}, such as ${queryId}`,
        mend: `if this is the view of '${dataSource}', another scrim with another store answers this Trino; if it is another table with this name, nothing is wrong`,
      })),
      ...health.unreported.map(({ client, users, without, user, last }) => ({
        kind: 'not reported' as const,
        what: `scrim answered client '${client}' about ${without} of ${users} users of whom no query is on record, such as ${user}; the last time was ${last}`,
        mend: `turn the event listener on at each Trino that connects as '${client}': ${listener}`,
      })),
    ],
  };
}

const listener =
  "run 'scrim trino init --events', copy etc/event-listener.properties to the coordinator, and restart it";

const counted = (queries: number): string => `${queries} ${queries === 1 ? 'query' : 'queries'}`;

/** An alarm is about a table of a data source, or about a table function of which it is not known what it read. */
function alarmFinding({
  cluster,
  user,
  dataSource,
  queries,
  last,
}: CheckedAudit['alarms'][number]): AuditFinding {
  const [read, right, search] =
    dataSource === null
      ? ['tables by a table function', 'function', '']
      : [`a table of '${dataSource}'`, 'raw table', ` --data-source ${dataSource}`];
  return {
    kind: 'alarm',
    what: `${user} read ${read} past scrim on cluster ${cluster}: ${counted(queries)}, the last at ${last}`,
    mend: `see 'scrim audit queries --alarms --user ${user}${search}'; take the rights on the ${right} away, or list the user in 'trusted' of the cluster if that is right`,
  };
}

function silent(
  { clusters: configured, history }: Pick<InputOf<typeof healthInput>, 'clusters' | 'history'>,
  { clusters }: Pick<CheckedAudit, 'clusters'>,
): readonly AuditFinding[] {
  if (configured.length === 0 && history === undefined) {
    return [
      {
        kind: 'no clusters',
        what: 'the configuration has no audit.clusters: no query gets on record',
        mend: `${listener}; it prints what to add to the configuration`,
      },
    ];
  }
  const isSilent = (name: string): boolean => clusters.every(({ cluster }) => cluster !== name);
  return [
    ...configured.filter(isSilent).map((name) => ({
      kind: 'silent' as const,
      what: `cluster ${name} has never sent an event`,
      mend: `${listener}. Its http-event-listener.connect-ingest-uri ends in /events/${name}, and connect-http-headers has the token of this cluster`,
    })),
    ...(history !== undefined && isSilent(history)
      ? [
          {
            kind: 'silent' as const,
            what: `no query of the Redshift cluster ${history} is on record`,
            mend: "run 'scrim doctor redshift': it says what scrim's account may not see, and the statement that corrects it",
          },
        ]
      : []),
  ];
}

/** Times as text. */
const plain = <T>(value: T): Plain<T> => JSON.parse(JSON.stringify(value)) as Plain<T>;

/** @see auditHealth */
export const auditHealthUseCase = useCase({
  name: 'auditHealth',
  whoMay: 'administrator',
  input: healthInput,
  run: (administration, input, { at }) => auditHealth(administration, input, at),
});
