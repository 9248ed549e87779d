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
      description: 'the first 100 users who stay inactive because their lines do not name `active`',
    }),
    keptInactiveCount: z.int().meta({ description: 'the number of all such users' }),
    revision: z.int().meta({ description: 'the revision of the world after the import' }),
  })
  .meta({ id: 'Imported' });

/** Imports of many objects, one per line: all of them, or none if there is an error. */
export const importActions: readonly ApiOperation[] = [
  {
    method: 'post',
    path: '/imports/users',
    id: 'importUsers',
    summary: 'Create or replace users, one JSON object per line: all of them or none',
    tag,
    whoMay: { subject: 'user', verb: 'create' },
    plans: true,
    body: { type: 'lines', schema: user },
    answer: { status: 200, description: 'the result', schema: imported },
    handle: async ({ administration, asking, lines, onProgress }) => ({
      status: 200,
      body: await importUsers(administration, { asking, lines: lines(), onProgress }),
    }),
  },
  {
    method: 'post',
    path: '/imports/attributes',
    id: 'importAttributes',
    summary: 'Change attributes of users, one JSON object per line: all of them or none',
    tag,
    whoMay: { subject: 'user', verb: 'change' },
    plans: true,
    body: { type: 'lines', schema: attributesLine },
    answer: { status: 200, description: 'the result', schema: imported },
    handle: async ({ administration, asking, lines, onProgress }) => ({
      status: 200,
      body: await importAttributes(administration, { asking, lines: lines(), onProgress }),
    }),
  },
];
