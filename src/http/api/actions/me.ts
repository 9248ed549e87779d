import { z } from 'zod';

import { acknowledgePurposeUseCase } from '../../../use-cases/access/acknowledge-purpose.js';
import { switchProjectUseCase } from '../../../use-cases/access/switch-project.js';
import { roles } from '../../../model/rights.js';
import { pointInTime } from '../../../model/names.js';
import { actionOf } from '../action.js';
import type { ApiOperation } from '../operation.js';

const me = z
  .strictObject({
    name: z.string().meta({ description: 'under which changes are recorded' }),
    user: z.string().nullable().meta({ description: 'in whose own name; null for a machine' }),
    roles: z.array(z.enum(roles)),
  })
  .meta({ id: 'Me' });

const switched = z
  .strictObject({
    project: z.string().nullable(),
    unacknowledged: z
      .array(z.strictObject({ purpose: z.string(), statement: z.string() }))
      .meta({ description: 'purposes that count once they are acknowledged' }),
  })
  .meta({ id: 'Switched' });

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
    whoMay: 'anybody',
    answer: { status: 200, description: 'you', schema: me },
    handle: ({ asking: { actor } }) =>
      Promise.resolve({
        status: 200,
        body: { name: actor.name, user: actor.user ?? null, roles: [...actor.roles] },
      }),
  },
  actionOf(switchProjectUseCase, {
    method: 'put',
    path: '/me/project',
    summary: 'Work in a project, or in none',
    tag: 'me',
    answer: { status: 200, description: 'where you work from now on', schema: switched },
  }),
  actionOf(acknowledgePurposeUseCase, {
    path: '/me/acknowledgements',
    summary: 'Acknowledge the statement of a purpose; the first time counts',
    tag: 'me',
    answer: { status: 200, description: 'what was acknowledged, and when', schema: acknowledged },
  }),
];
