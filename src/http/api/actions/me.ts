import { z } from 'zod';

import { acknowledgePurposeUseCase } from '../../../use-cases/access/acknowledge-purpose.js';
import { switchProjectUseCase } from '../../../use-cases/access/switch-project.js';
import { roles } from '../../../model/rights.js';
import { pointInTime } from '../../../model/names.js';
import { actionOf } from '../action.js';
import type { ApiOperation } from '../operation.js';

const me = z
  .strictObject({
    name: z.string().meta({ description: 'the name under which changes are recorded' }),
    user: z.string().nullable().meta({ description: 'the user who makes the request; null for a machine' }),
    roles: z.array(z.enum(roles)),
  })
  .meta({ id: 'Me' });

const switched = z
  .strictObject({
    project: z.string().nullable(),
    unacknowledged: z
      .array(z.strictObject({ purpose: z.string(), statement: z.string() }))
      .meta({ description: 'purposes that apply once they are acknowledged' }),
  })
  .meta({ id: 'Switched' });

const acknowledged = z
  .strictObject({ statement: z.string(), at: pointInTime.optional() })
  .meta({ id: 'Acknowledged' });

/** What people can read and change about themselves. */
export const ownActions: readonly ApiOperation[] = [
  {
    method: 'get',
    path: '/me',
    id: 'getMe',
    summary: 'Read your own name, user and roles',
    tag: 'me',
    whoMay: 'anybody',
    answer: { status: 200, description: 'your name, user and roles', schema: me },
    handle: ({ asking: { actor } }) =>
      Promise.resolve({
        status: 200,
        body: { name: actor.name, user: actor.user ?? null, roles: [...actor.roles] },
      }),
  },
  actionOf(switchProjectUseCase, {
    method: 'put',
    path: '/me/project',
    summary: 'Switch to a project, or to none',
    tag: 'me',
    answer: { status: 200, description: 'the project that you work in from now on', schema: switched },
  }),
  actionOf(acknowledgePurposeUseCase, {
    path: '/me/acknowledgements',
    summary: 'Acknowledge the statement of a purpose; the time of the first acknowledgement is kept',
    tag: 'me',
    answer: { status: 200, description: 'what was acknowledged, and when', schema: acknowledged },
  }),
];
