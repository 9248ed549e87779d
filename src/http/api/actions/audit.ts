import { z } from 'zod';

import { auditDecisionsUseCase } from '../../../use-cases/audit/audit-decisions.js';
import { auditQueriesUseCase } from '../../../use-cases/audit/audit-queries.js';
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
        { description: z.globalRegistry.get(schema)?.description ?? '', schema: schema as z.ZodType },
      ]),
  );

/** The filters of a request: a parameter that is only given or not has the value `true`. */
const filtersOf = (query: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(query)
      .filter(([name]) => name !== 'limit' && name !== 'cursor')
      .map(([name, value]) => [name, value === 'true' && isFlag.has(name) ? true : value]),
  );
const isFlag: ReadonlySet<string> = new Set(['raw', 'denied', 'alarms']);

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

/** What is on record. */
export const auditActions: readonly ApiOperation[] = [
  {
    method: 'get',
    path: '/audit/queries',
    id: 'listAuditedQueries',
    summary: 'List queries on record with what they read, the newest first',
    tag: 'audit',
    whoMay: auditQueriesUseCase.whoMay,
    query: { ...parametersOf(auditQueriesUseCase), ...pageParameters },
    answer: { status: 200, description: 'a page', schema: pageSchema(auditQuery) },
    handle: async ({ administration, asking, query }) => {
      const { queries, next } = await runAsActor(auditQueriesUseCase, administration, asking, {
        ...filtersOf(query),
        limit: limitOf(query),
        before: seenOf('auditQueries', query),
      });
      return { status: 200, body: pageBody('auditQueries', queries, next) };
    },
  },
  {
    method: 'get',
    path: '/audit/decisions',
    id: 'listAuditedDecisions',
    summary: 'List decisions on record with what they showed, the newest first',
    tag: 'audit',
    whoMay: auditDecisionsUseCase.whoMay,
    query: { ...parametersOf(auditDecisionsUseCase), ...pageParameters },
    answer: { status: 200, description: 'a page', schema: pageSchema(auditDecision) },
    handle: async ({ administration, asking, query }) => {
      const { decisions, next } = await runAsActor(auditDecisionsUseCase, administration, asking, {
        ...filtersOf(query),
        limit: limitOf(query),
        before: seenOf('auditDecisions', query),
      });
      return { status: 200, body: pageBody('auditDecisions', decisions, next) };
    },
  },
];
