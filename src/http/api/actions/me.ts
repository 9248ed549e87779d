import { z } from 'zod';

import { acknowledge, switchTo } from '../../../use-cases/world/act.js';
import { parseObject } from '../../../use-cases/world/parse-object.js';
import { roles } from '../../../model/rights.js';
import { pointInTime, principalName, purposeName } from '../../../model/names.js';
import type { ApiOperation } from '../operation.js';

const me = z
  .strictObject({
    name: z.string().meta({ description: 'under which changes are recorded' }),
    user: z.string().nullable().meta({ description: 'in whose own name; null for a machine' }),
    roles: z.array(z.enum(roles)),
  })
  .meta({ id: 'Me' });

const choice = z
  .strictObject({ project: principalName('a project name').nullable().meta({ description: 'null: none' }) })
  .meta({ id: 'ProjectChoice' });

const switched = z
  .strictObject({
    project: z.string().nullable(),
    unacknowledged: z
      .array(z.strictObject({ purpose: z.string(), statement: z.string() }))
      .meta({ description: 'purposes that count once they are acknowledged' }),
  })
  .meta({ id: 'Switched' });

const acknowledging = z.strictObject({ purpose: purposeName }).meta({ id: 'NewAcknowledgement' });

const acknowledged = z
  .strictObject({ statement: z.string(), at: pointInTime.optional() })
  .meta({ id: 'Acknowledged' });

/** What people see of themselves, and change by themselves. */
export const ownActions: readonly ApiOperation[] = [
  {
    method: 'get',
    path: '/me',
    id: 'getMe',
    summary: 'Who you are to scrim',
    tag: 'me',
    answer: { status: 200, description: 'you', schema: me },
    handle: ({ asking: { actor } }) =>
      Promise.resolve({
        status: 200,
        body: { name: actor.name, user: actor.user ?? null, roles: [...actor.roles] },
      }),
  },
  {
    method: 'put',
    path: '/me/project',
    id: 'switchProject',
    summary: 'Work in a project, or in none',
    tag: 'me',
    body: { type: 'json', schema: choice },
    answer: { status: 200, description: 'where you work from now on', schema: switched },
    handle: async ({ administration, asking, body }) => {
      const { project } = parseObject(choice, body);
      return { status: 200, body: await switchTo(administration, asking, project) };
    },
  },
  {
    method: 'post',
    path: '/me/acknowledgements',
    id: 'acknowledgePurpose',
    summary: 'Acknowledge the statement of a purpose; the first time counts',
    tag: 'me',
    body: { type: 'json', schema: acknowledging },
    answer: { status: 200, description: 'what was acknowledged, and when', schema: acknowledged },
    handle: async ({ administration, asking, body }) => {
      const { purpose } = parseObject(acknowledging, body);
      return { status: 200, body: await acknowledge(administration, asking, purpose) };
    },
  },
];
