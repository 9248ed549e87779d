import {
  apiKeyMade,
  apiKeyShown,
  createApiKey,
  listApiKeys,
  newApiKey,
  readApiKey,
  revokeApiKey,
} from '../../../use-cases/world/api-keys.js';
import { limitOf, pageBody, pageParameters, pageSchema, seenOf } from '../list.js';
import type { ApiOperation } from '../operation.js';

const tag = 'api-keys';
const one = '/api-keys/{id}';

/** Keys of the API, for machines. */
export const apiKeyActions: readonly ApiOperation[] = [
  {
    method: 'get',
    path: '/api-keys',
    id: 'listApiKeys',
    summary: 'List keys, never with what would let anybody use them',
    tag,
    whoMay: { subject: 'apiKey', verb: 'read' },
    query: pageParameters,
    answer: { status: 200, description: 'a page', schema: pageSchema(apiKeyShown) },
    handle: async ({ administration, asking, query }) => {
      const seen = seenOf(tag, query);
      const limit = limitOf(query);
      const rest = (await listApiKeys(administration, asking)).filter(({ id }) => id > String(seen ?? ''));
      const page = rest.slice(0, limit);
      return { status: 200, body: pageBody(tag, page, rest.length > limit ? page.at(-1)?.id : undefined) };
    },
  },
  {
    method: 'post',
    path: '/api-keys',
    id: 'createApiKey',
    summary: 'Make a key, which is shown this once',
    tag,
    whoMay: { subject: 'apiKey', verb: 'create' },
    body: { type: 'json', schema: newApiKey },
    answer: { status: 201, description: 'the key', schema: apiKeyMade },
    handle: async ({ administration, asking, body }) => {
      const made = await createApiKey(administration, asking, body);
      return { status: 201, body: made, location: `${tag}/${made.id}` };
    },
  },
  {
    method: 'get',
    path: one,
    id: 'getApiKey',
    summary: 'Read what is known of a key',
    tag,
    whoMay: { subject: 'apiKey', verb: 'read' },
    answer: {
      status: 200,
      description: 'the key, without what would let anybody use it',
      schema: apiKeyShown,
    },
    handle: async ({ administration, asking, params: { id = '' } }) => ({
      status: 200,
      body: await readApiKey(administration, asking, id),
    }),
  },
  {
    method: 'delete',
    path: one,
    id: 'revokeApiKey',
    summary: 'Revoke a key: it is worth nothing from then on',
    tag,
    whoMay: { subject: 'apiKey', verb: 'remove' },
    answer: { status: 204, description: 'it is revoked' },
    handle: async ({ administration, asking, params: { id = '' } }) => {
      await revokeApiKey(administration, asking, id);
      return { status: 204 };
    },
  },
];
