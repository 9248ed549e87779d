import express from 'express';
import type { Express } from 'express';
import supertest from 'supertest';
import type { Response, Test } from 'supertest';
import { stringify } from 'yaml';
import type { z } from 'zod';

import { makeApiKey } from '../../../../src/identity/api-key.js';
import type { Role } from '../../../../src/model/rights.js';
import { configFile } from '../../../../src/config/config.js';
import { apiBase, apiRoutes } from '../../../../src/http/api/routes.js';
import { scimBase, scimRoutes } from '../../../../src/http/scim/routes.js';
import type { worldFile } from '../../../../src/model/world.js';
import { decideFor } from '../../../../src/use-cases/decisions/decide.js';
import { apiOf } from '../../../../src/serve/api-of.js';
import { applyWorld } from '../../../../src/use-cases/world/apply-world.js';
import { createPorts } from '../../../../src/use-cases/create-ports.js';
import { scimOf } from '../../../../src/serve/scim-of.js';
import type { Store } from '../../../../src/store/open-store.js';
import { openEmptyStore } from '../../test-store.js';

/** SCIM and the API on a store in memory. */
export interface ScimService {
  readonly app: Express;
  readonly store: Store;
  /** Calls SCIM with a key, by default one that has the role `scim` alone. */
  call(
    method: 'get' | 'post' | 'put' | 'patch' | 'delete',
    path: string,
    options?: CallOptions,
  ): Promise<Response>;
  keyFor(role: Role, user?: string): Promise<string>;
  /** Whether the data source s.d exists for a user, and why. */
  accessOf(user: string): Promise<readonly [string, string]>;
  /** The id of a user or group that is there. */
  idOf(kind: 'user' | 'group', name: string): Promise<string>;
  close(): Promise<void>;
}

/** What a call sends. */
interface CallOptions {
  readonly body?: unknown;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @see ScimService */
export async function scimService(
  world: z.input<typeof worldFile>,
  attributes: Readonly<Record<string, string>> = {},
): Promise<ScimService> {
  const store = await openEmptyStore();
  const files = [{ name: 'world.yaml', text: stringify(world) }];
  const applied = await applyWorld(store, { files, prune: true, actor: 'test' });
  if ('errors' in applied) throw new Error(applied.errors.join('\n'));
  const ports = await createPorts(store, () => Promise.resolve());
  const config = configFile.parse({ scim: { attributes } });
  const app = express();
  app.disable('etag');
  app.set('query parser', 'simple');
  const api = apiOf(config, store, ports, {
    onFailure: () => undefined,
    logger: { warn: () => undefined, info: () => undefined },
  });
  const scim = scimOf(config, store, ports, () => undefined);
  if (api === undefined || scim === undefined) throw new Error('one of them is not served');
  app.use(apiBase, apiRoutes(api));
  app.use(scimBase, scimRoutes(scim));
  const keyFor: ScimService['keyFor'] = async (role, user) => {
    const { id, key, hash } = makeApiKey();
    const createdAt = new Date();
    await store.apiKeys.add({ id, hash, name: 'idp', roles: [role], user, createdAt, createdBy: 'test' });
    return key;
  };
  const provider = await keyFor('scim');
  return {
    app,
    store,
    keyFor,
    call: async (method, path, { body, key = provider, headers = {} } = {}) => {
      const started = supertest(app)[method](`${scimBase}${path}`);
      let request: Test = started.set({ Authorization: `Bearer ${key}`, Host: 'scrim.test' });
      for (const [name, value] of Object.entries(headers)) request = request.set(name, value);
      if (body !== undefined) request = request.type('application/scim+json').send(JSON.stringify(body));
      const response = await request.buffer(true).parse((stream, done) => {
        let text = '';
        stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        stream.on('end', () => done(null, text === '' ? {} : JSON.parse(text)));
      });
      return response;
    },
    accessOf: async (userName) => {
      const asked = { userName, dataSourceName: 's.d', at: new Date() };
      const { decision } = await decideFor(ports, asked, { for: 'view', client: 'test' });
      return [decision.kind, decision.access.because];
    },
    idOf: async (kind, name) => (await store.directory.idsOf(kind, [name])).get(name) ?? 'nobody',
    close: () => store.close(),
  };
}
