import { z } from 'zod';

import { auditAccessUseCase } from '../../../use-cases/audit/audit-access.js';
import { auditColumnsUseCase } from '../../../use-cases/audit/audit-columns.js';
import { auditDecisionsUseCase } from '../../../use-cases/audit/audit-decisions.js';
import { auditPoliciesUseCase } from '../../../use-cases/audit/audit-policies.js';
import { auditUnusedUseCase } from '../../../use-cases/audit/audit-unused.js';
import { auditQueriesUseCase } from '../../../use-cases/audit/audit-queries.js';
import { erasePersonUseCase } from '../../../use-cases/audit/erase-person.js';
import { runAsActor } from '../../../use-cases/use-case.js';
import type { UseCase } from '../../../use-cases/use-case.js';
import { limitOf, pageBody, pageParameters, pageSchema, seenOf } from '../list.js';
import type { ApiOperation, QueryParameter } from '../operation.js';

/** The filters of a list of records, as parameters: all of its input but the place in the list. */
const parametersOf = ({ input: { shape } }: UseCase): Readonly<Record<string, QueryParameter>> =>
  Object.fromEntries(
    Object.entries(shape)
      .filter(([name]) => name !== 'limit' && name !== 'before')
      .map(([name, schema]) => [
        name,
        {
          description: z.globalRegistry.get(schema)?.description ?? '',
          schema: schema as z.ZodType,
          ...(isRequired(schema as z.ZodType) && { required: true }),
        },
      ]),
  );

const isRequired = (schema: z.ZodType): boolean => !schema.safeParse(undefined).success;

/** The filters of a request: a parameter that is only given or not has the value `true`. */
const filtersOf = (query: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(query)
      .filter(([name]) => name !== 'limit' && name !== 'cursor')
      .map(([name, value]) => [name, readFilter(name, value)]),
  );

const readFilter = (name: string, value: string): unknown => {
  if (value === 'true' && isFlag.has(name)) return true;
  return name === 'days' && /^\d{1,5}$/.test(value) ? Number(value) : value;
};
const isFlag: ReadonlySet<string> = new Set(['raw', 'denied', 'alarms', 'recent']);

const auditQuery = z
  .looseObject({
    cluster: z.string(),
    queryId: z.string(),
    at: z.string(),
    endedAt: z.string().nullable(),
    user: z.string(),
    state: z.string(),
    sql: z.string().nullable(),
    denied: z.boolean(),
    because: z.string().nullable(),
    reads: z.array(z.looseObject({ via: z.string(), dataSource: z.string().nullable() })),
  })
  .meta({ id: 'AuditedQuery' });

const auditDecision = z
  .looseObject({
    id: z.string(),
    at: z.string(),
    lastAt: z.string(),
    times: z.int(),
    occasion: z.string(),
    user: z.string().nullable(),
    client: z.string(),
    dataSource: z.string().nullable(),
    outcome: z.string(),
    because: z.string().nullable(),
    revision: z.int().nullable(),
  })
  .meta({ id: 'AuditedDecision' });

const columnNames = z.array(z.string());

const auditedPerson = z
  .looseObject({
    dataSource: z.string(),
    user: z.string(),
    access: z.boolean().meta({ description: 'whether the data source is open to the person' }),
    because: z.string().nullable(),
    sees: z.string(),
    canSee: z.strictObject({ raw: columnNames, masked: columnNames }),
    queries: z.int(),
    pastScrim: z.int().meta({ description: 'how many of the queries read it without scrim' }),
    first: z.string().nullable(),
    last: z.string().nullable(),
    raw: columnNames.meta({ description: 'columns that were read in the clear' }),
    masked: columnNames.meta({ description: 'columns that were read masked' }),
  })
  .meta({ id: 'AuditedPerson' });

const unusedAccess = z
  .strictObject({
    of: z.enum(['person', 'group', 'policy']),
    name: z.string(),
    dataSource: z.string().nullable().meta({ description: 'null for a policy over several data sources' }),
    because: z.string(),
    endedBy: z.string().nullable().meta({ description: 'the command that ends it' }),
  })
  .meta({ id: 'UnusedAccess' });

const auditedPolicy = z
  .strictObject({
    policy: z.string(),
    enabled: z.boolean(),
    dataSources: z.int().meta({ description: 'how many data sources it is about' }),
    queries: z.int().meta({ description: 'queries that it shaped' }),
    people: z.int().meta({ description: 'people who ran them' }),
    last: z.string().nullable(),
    because: z.string().nullable().meta({ description: 'why it shaped none; null if it shaped some' }),
  })
  .meta({ id: 'AuditedPolicy' });

const auditedColumn = z
  .strictObject({
    tag: z.string(),
    dataSource: z.string().nullable().meta({ description: 'null for all columns of the tag together' }),
    column: z.string().nullable(),
    ...{ rawQueries: z.int(), rawPeople: z.int(), maskedQueries: z.int(), maskedPeople: z.int() },
    lastRaw: z.string().nullable(),
    clear: z
      .array(z.strictObject({ because: z.string(), people: z.int() }))
      .meta({ description: 'the access of the most recent readers in the clear' }),
    maskedBy: z.array(z.string()).meta({ description: 'the policies whose masks it was read under' }),
  })
  .meta({ id: 'AuditedColumn' });

const people = z.int();

/** A page of a report, with what is told of all. */
const reportSchema = (item: z.ZodType, told: z.ZodRawShape): z.ZodType =>
  z.strictObject({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    recordedSince: z
      .string()
      .nullable()
      .meta({ description: 'since when queries are on record; null if none is' }),
    warnings: z.array(z.string()).optional(),
    ...told,
  });

const erasedPerson = z
  .strictObject({
    pseudonym: z.string().optional().meta({ description: 'the name that the person has from now on' }),
    rows: z.record(z.string(), z.int()).meta({ description: 'how many rows of each table were changed' }),
  })
  .meta({ id: 'Erasure' });

/** What is said of a list besides its use case. */
interface Listed<K extends string> extends Pick<ApiOperation, 'path' | 'id' | 'summary'> {
  /** Where the use case has the entries of the list. */
  readonly entries: K;
  /** The schema of a page. */
  readonly schema: z.ZodType;
}

/** A list of what is on record: its filters and its pages are parameters, and what is told of all is beside the entries. */
const listed = <
  K extends string,
  R extends Readonly<Record<K, readonly unknown[]>> & { readonly next?: unknown },
>(
  useCase: UseCase<string, z.ZodObject, boolean, R>,
  { entries, schema, ...of }: Listed<K>,
): ApiOperation => ({
  method: 'get',
  ...of,
  tag: 'audit',
  whoMay: useCase.whoMay,
  query: { ...parametersOf(useCase), ...pageParameters },
  answer: { status: 200, description: 'a page', schema },
  handle: async ({ administration, asking, query }) => {
    const {
      [entries]: items,
      next,
      ...told
    } = await runAsActor(useCase, administration, asking, {
      ...filtersOf(query),
      limit: limitOf(query),
      before: seenOf(useCase.name, query),
    });
    return { status: 200, body: { ...told, ...pageBody(useCase.name, items, next) } };
  },
});

/** What is on record. */
export const auditActions: readonly ApiOperation[] = [
  listed(auditQueriesUseCase, {
    path: '/audit/queries',
    id: 'listAuditedQueries',
    summary: 'List queries on record with what they read, the newest first',
    entries: 'queries',
    schema: pageSchema(auditQuery),
  }),
  listed(auditDecisionsUseCase, {
    path: '/audit/decisions',
    id: 'listAuditedDecisions',
    summary: 'List decisions on record with what they showed, the newest first',
    entries: 'decisions',
    schema: pageSchema(auditDecision),
  }),
  listed(auditAccessUseCase, {
    path: '/audit/access',
    id: 'listAuditedAccess',
    summary: 'List who can read a data source and who did, the last reader first',
    entries: 'people',
    schema: reportSchema(auditedPerson, {
      dataSource: z.string(),
      ...{ since: z.string(), until: z.string() },
      having: people.meta({ description: 'people who can read it' }),
      readers: people.meta({ description: 'people who read it' }),
      former: people.meta({ description: 'people who read it and can no more' }),
      asOf: z.looseObject({ revision: z.int(), changedAt: z.string() }).optional(),
    }),
  }),
  listed(auditUnusedUseCase, {
    path: '/audit/unused',
    id: 'listUnusedAccess',
    summary: 'List access that nobody used for a time. A page can have fewer entries than the limit',
    entries: 'unused',
    schema: reportSchema(unusedAccess, {
      by: z.enum(['person', 'group', 'policy']),
      days: z.int(),
      ...{ since: z.string(), until: z.string() },
    }),
  }),
  listed(auditPoliciesUseCase, {
    path: '/audit/policies',
    id: 'listAuditedPolicies',
    summary: 'List how many queries each policy shaped, the fewest first',
    entries: 'policies',
    schema: reportSchema(auditedPolicy, { since: z.string(), until: z.string() }),
  }),
  {
    method: 'post',
    path: '/audit/erasures',
    id: erasePersonUseCase.name,
    summary: 'Replace the name of a person who was removed in everything on record',
    tag: 'audit',
    whoMay: erasePersonUseCase.whoMay,
    body: { type: 'json', schema: erasePersonUseCase.input },
    answer: { status: 200, description: 'what was changed, or would be', schema: erasedPerson },
    handle: async ({ administration, asking, body }) => ({
      status: 200,
      body: await runAsActor(erasePersonUseCase, administration, asking, body),
    }),
  },
  listed(auditColumnsUseCase, {
    path: '/audit/columns',
    id: 'listAuditedColumns',
    summary: 'List how many queries and people read tagged columns, in the clear and masked',
    entries: 'columns',
    schema: reportSchema(auditedColumn, { since: z.string(), until: z.string() }),
  }),
];
