import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { decisionRow } from '../../test/support/audit-records.js';
import { queryOf, readOf } from '../../test/unit/use-cases/audit-records.js';
import type { ExportedRecord } from './exported-record.js';
import { ocsfOf } from './ocsf.js';

/**
 * What OCSF 1.5.0 requires of the attributes that events have: their types, and which must be there. An attribute that OCSF does not know is an error:
 * it belongs in `unmapped`.
 */
const moment = z.int().min(1_000_000_000_000);
const named = z.strictObject({ name: z.string() });
const endpoint = z
  .strictObject({ name: z.string(), ip: z.string(), svc_name: z.string() })
  .partial()
  .refine((given) => Object.keys(given).length > 0);
const common = {
  ...{ category_uid: z.literal(6), category_name: z.literal('Application Activity') },
  ...{ class_uid: z.int(), class_name: z.string(), activity_id: z.int(), activity_name: z.string() },
  ...{ type_uid: z.int(), type_name: z.string(), time: moment },
  ...{ severity_id: z.literal([0, 1, 2, 3, 4, 5, 6, 99]), severity: z.string() },
  ...{ status_id: z.literal([0, 1, 2, 99]), status: z.string(), status_detail: z.string().optional() },
  metadata: z.strictObject({
    ...{ version: z.literal('1.5.0'), uid: z.string() },
    product: z.strictObject({ name: z.string(), vendor_name: z.string(), version: z.string() }),
  }),
  actor: z.strictObject({
    user: z.strictObject({ name: z.string(), groups: z.array(named).optional() }),
    app_name: z.string().optional(),
  }),
  src_endpoint: endpoint,
  unmapped: z.record(z.string(), z.unknown()),
};
const datastoreActivity = z.strictObject({
  ...common,
  ...{ class_uid: z.literal(6005), activity_id: z.literal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99]) },
  ...{ start_time: moment, end_time: moment, duration: z.int().min(0), dst_endpoint: endpoint },
  ...{ type: z.string(), type_id: z.literal([0, 1, 2, 3, 99]) },
  database: z.strictObject({ name: z.string(), type: z.string(), type_id: z.int() }),
  table: z.strictObject({ name: z.string(), uid: z.string() }).optional(),
  query_info: z
    .strictObject({
      uid: z.string(),
      query_string: z.string(),
      query_time: moment,
      bytes: z.int().optional(),
    })
    .optional(),
});
const apiActivity = z.strictObject({
  ...common,
  ...{ class_uid: z.literal(6003), activity_id: z.literal([0, 1, 2, 3, 4, 99]) },
  api: z.strictObject({
    ...{ operation: z.string(), service: named },
    request: z.strictObject({ uid: z.string() }).optional(),
  }),
  resources: z
    .array(z.strictObject({ name: z.string(), type: z.string(), version: z.string().optional() }))
    .optional(),
});

const at = '2026-05-01T10:00:00.123Z';
const query = (given: object): ExportedRecord => ({
  ...{ record: 'query', ...queryOf('q1', 'ann', new Date(at), [readOf('s.d')]), at },
  ...{ endedAt: '2026-05-01T10:00:01.000Z', ...given },
});
const decision = (given: object): ExportedRecord => ({
  ...{ record: 'decision', ...decisionRow({ id: 'a-uuid' }), at, lastAt: at, document: null },
  ...given,
});
const change = (given: object): ExportedRecord => ({
  ...{ record: 'change', revision: 7, at, actor: 'ada', kind: 'user', key: 'ann', before: null, after: {} },
  ...given,
});
const alarm = readOf('s.d', { via: 'past scrim', alarm: 'ann read without scrim' });

describe('an event of OCSF', () => {
  it.each<readonly [string, ExportedRecord, object]>([
    [
      'a query',
      query({}),
      { activity_id: 4, type_uid: 600_504, status_id: 1, severity_id: 1, duration: 877 },
    ],
    ['one that inserts', query({ type: 'INSERT' }), { activity_id: 5, activity_name: 'Write' }],
    ['one of a type without a number', query({ type: 'DATA_DEFINITION' }), { activity_id: 99 }],
    ['one without a type', query({ type: null }), { activity_id: 4 }],
    [
      'one that was denied',
      query({ denied: true, because: 'no subscription', errorName: 'PERMISSION_DENIED' }),
      { status_id: 2, status_detail: 'no subscription', severity_id: 2 },
    ],
    ['one that failed', query({ errorName: 'SYNTAX_ERROR' }), { status_id: 2, severity_id: 1 }],
    ['an alarm', query({ reads: [alarm] }), { severity_id: 4, severity: 'High', unmapped: { alarm: true } }],
    ['one without its text', query({ sql: null }), { unmapped: { queryId: 'q1' } }],
    ['one that read nothing', query({ reads: [] }), { type_id: 1, database: { name: 'main' } }],
    [
      'one whose client is known',
      query({ client: { address: '10.0.0.1', source: 'cli', groups: ['staff'] } }),
      { src_endpoint: { ip: '10.0.0.1' }, actor: { app_name: 'cli', user: { groups: [{ name: 'staff' }] } } },
    ],
    [
      'one of Redshift',
      query({ client: { platform: 'redshift' } }),
      { dst_endpoint: { svc_name: 'redshift' }, database: { type: 'Amazon Redshift' } },
    ],
  ])('of %s', (_, record, expected) => {
    const event = ocsfOf(record);
    expect(datastoreActivity.parse(event)).toMatchObject(expected);
    expect(event['type_uid']).toBe(600_500 + Number(event['activity_id']));
  });

  it.each<readonly [string, ExportedRecord, object]>([
    ['a decision', decision({}), { activity_id: 2, type_uid: 600_302, status_id: 1, time: Date.parse(at) }],
    ['a denial', decision({ outcome: 'hidden', requestId: 'r' }), { status_id: 2, severity_id: 2 }],
    [
      'a count',
      decision({ outcome: 'counted', user: null, dataSource: null, because: null }),
      { status_id: 1 },
    ],
    ['a question about somebody', decision({ by: 'gov' }), { actor: { user: { name: 'gov' } } }],
    ['a new object', change({}), { activity_id: 1, api: { operation: 'user.created' } }],
    ['a changed object', change({ before: {} }), { activity_id: 3, api: { operation: 'user.changed' } }],
    ['a removed object', change({ before: {}, after: null }), { activity_id: 4 }],
  ])('of %s', (_, record, expected) => {
    const event = ocsfOf(record);
    expect(apiActivity.parse(event)).toMatchObject(expected);
    expect(event['type_uid']).toBe(600_300 + Number(event['activity_id']));
  });

  it('has an id that is the same if it is exported again', () => {
    const ids = [
      query({}),
      query({ queryId: 'q2' }),
      query({ cluster: 'b' }),
      change({}),
      change({ key: 'b' }),
    ].map((record) => (ocsfOf(record)['metadata'] as { readonly uid: string }).uid);
    expect(new Set(ids).size).toBe(5);
    expect(ocsfOf(query({}))).toEqual(ocsfOf(query({})));
  });
});
