import { z } from 'zod';

import { attributesLine, importAttributes, importUsers } from '../../../use-cases/world/import-users.js';
import { user } from '../../../model/principals.js';
import type { ApiOperation } from '../operation.js';

const tag = 'imports';

const imported = z
  .strictObject({
    lines: z.int(),
    created: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    keptInactive: z.array(z.strictObject({ line: z.int(), user: z.string() })).meta({
      description: 'users who stay inactive, since their lines do not name `active`: the first 100',
    }),
    keptInactiveCount: z.int().meta({ description: 'how many users stay so' }),
    revision: z.int().meta({ description: 'the revision of the world that holds all of it' }),
  })
  .meta({ id: 'Imported' });

/** Many objects at once, a line each: all of them, or none when anything is wrong. */
export const importActions: readonly ApiOperation[] = [
  {
    method: 'post',
    path: '/imports/users',
    id: 'importUsers',
    summary: 'Create or replace users, a JSON object in each line: all of them or none',
    tag,
    whoMay: { subject: 'user', verb: 'create' },
    body: { type: 'lines', schema: user },
    answer: { status: 200, description: 'what was done', schema: imported },
    handle: async ({ administration, asking, lines }) => ({
      status: 200,
      body: await importUsers(administration, asking, lines()),
    }),
  },
  {
    method: 'post',
    path: '/imports/attributes',
    id: 'importAttributes',
    summary: 'Change attributes of users, a JSON object in each line: all of them or none',
    tag,
    whoMay: { subject: 'user', verb: 'change' },
    body: { type: 'lines', schema: attributesLine },
    answer: { status: 200, description: 'what was done', schema: imported },
    handle: async ({ administration, asking, lines }) => ({
      status: 200,
      body: await importAttributes(administration, asking, lines()),
    }),
  },
];
