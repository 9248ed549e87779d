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

/** API keys, for machines. */
export const apiKeyActions: readonly ApiOperation[] = [
  {
    method: 'get',
    path: '/api-keys',
    id: 'listApiKeys',
    summary: 'List keys, without their secrets',
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
    summary: 'Create a key, which is shown only once',
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
    summary: 'Read a key, without its secret',
    tag,
    whoMay: { subject: 'apiKey', verb: 'read' },
    answer: {
      status: 200,
      description: 'the key, without its secret',
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
    summary: 'Revoke a key: from then on it is refused',
    tag,
    whoMay: { subject: 'apiKey', verb: 'remove' },
    answer: { status: 204, description: 'the key is revoked' },
    handle: async ({ administration, asking, params: { id = '' } }) => {
      await revokeApiKey(administration, asking, id);
      return { status: 204 };
    },
  },
];
