import { expect } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import express from 'express';
import type { Express } from 'express';
import supertest from 'supertest';
import type { Response, Test } from 'supertest';
import { stringify } from 'yaml';
import type { z } from 'zod';

import { createAdminKey } from '../../../../src/use-cases/world/api-keys.js';
import { openApiDocument } from '../../../../src/http/api/openapi.js';
import { apiBase, apiRoutes } from '../../../../src/http/api/routes.js';
import type { ApiLimits } from '../../../../src/http/api/routes.js';
import { createActorCheck } from '../../../../src/identity/authenticate-actor.js';
import type { Role } from '../../../../src/model/rights.js';
import type { worldFile } from '../../../../src/model/world.js';
import { applyWorld } from '../../../../src/use-cases/world/apply-world.js';
import { createPorts } from '../../../../src/use-cases/create-ports.js';
import { administrationOf } from '../../../../src/use-cases/world/context.js';
import type { Store } from '../../../../src/store/open-store.js';
import { openEmptyStore } from '../../test-store.js';

type Method = 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options';

/** The API on a store in memory, each of whose answers is held against its own document. */
export interface ApiService {
  readonly app: Express;
  readonly store: Store;
  readonly admin: string;
  readonly clock: { now: Date };
  readonly failures: unknown[];
  /** A key with these roles. */
  keyFor(roles: readonly Role[], user?: string): Promise<string>;
  /** Calls the API with a key (by default the administrator's), and checks the answer against the document. */
  call(method: Method, path: string, options?: CallOptions): Promise<Response>;
  close(): Promise<void>;
}

/** What a call sends. */
export interface CallOptions {
  /** Null: none. */
  readonly key?: string | null;
  readonly body?: unknown;
  readonly type?: string;
  readonly ifMatch?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

const limits: ApiLimits = { body: 20_000, importBytes: 40_000, importLines: 50 };

/** @see ApiService */
export async function apiService(world: z.input<typeof worldFile>): Promise<ApiService> {
  const store = await openEmptyStore();
  const files = [{ name: 'world.yaml', text: stringify(world) }];
  const applied = await applyWorld(store, { files, prune: true, actor: 'test' });
  if ('errors' in applied) throw new Error(applied.errors.join('\n'));
  const clock = { now: new Date('2026-01-01T00:00:00Z') };
  const failures: unknown[] = [];
  const ports = { ...(await createPorts(store, () => Promise.resolve())), now: () => clock.now };
  const app = express();
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(
    apiBase,
    apiRoutes({
      administration: administrationOf(store, ports),
      actorOf: createActorCheck({ keys: store.apiKeys, issuers: [], now: ports.now }),
      limits,
      onFailure: (error) => failures.push(error),
    }),
  );
  const { key: admin } = await createAdminKey(
    { apiKeys: store.apiKeys },
    { name: 'first', actor: 'test', another: false },
    clock.now,
  );
  const call: ApiService['call'] = async (method, path, options = {}) => {
    const { key = admin, body, type, ifMatch, headers = {} } = options;
    let request: Test = supertest(app)[method](`${apiBase}${path}`);
    if (key !== null) request = request.set('Authorization', `Bearer ${key}`);
    if (ifMatch !== undefined) request = request.set('If-Match', ifMatch);
    for (const [name, value] of Object.entries(headers)) request = request.set(name, value);
    const usual = method === 'patch' ? 'application/merge-patch+json' : 'application/json';
    if (body !== undefined) {
      request = request.type(type ?? usual).send(typeof body === 'string' ? body : JSON.stringify(body));
    }
    const response = await request;
    expectDocumented(method, path, response);
    return response;
  };
  return {
    app,
    store,
    admin,
    clock,
    failures,
    call,
    keyFor: async (roles, user) => {
      const { body, status } = await call('post', '/api-keys', {
        body: { name: roles.join(' '), roles, ...(user === undefined ? {} : { user }) },
      });
      if (status !== 201) throw new Error(JSON.stringify(body));
      return String(body.key);
    },
    close: () => store.close(),
  };
}

interface Documented {
  readonly paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, object> }> }>
  >;
}

const document = openApiDocument();
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(document, 'api');

/** Holds an answer against what the document says of the call. */
function expectDocumented(method: Method, path: string, response: Response): void {
  const { paths } = document as unknown as Documented;
  const [bare = ''] = `${apiBase}${path}`.split('?');
  const fits = (template: string) =>
    new RegExp(`^${template.replace(/[.]/g, '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(bare);
  const template = Object.keys(paths).find(fits);
  const operation = template === undefined ? undefined : paths[template]?.[method];
  const type = response.type;
  if (response.status >= 400) {
    if (method === 'head') return;
    expect([path, response.status, type]).toEqual([path, response.status, 'application/problem+json']);
    const problem = ajv.getSchema('api#/components/schemas/Problem');
    const body: unknown = JSON.parse(
      response.text === undefined || response.text === '' ? '{}' : response.text,
    );
    expect([path, problem?.(body), problem?.errors]).toEqual([path, true, null]);
    return;
  }
  if (operation === undefined || template === undefined || response.status === 304) return;
  const documented = operation.responses[response.status];
  expect([method, path, response.status, documented !== undefined]).toEqual([
    method,
    path,
    response.status,
    true,
  ]);
  if (documented?.content === undefined) {
    expect(response.text).toBe('');
    return;
  }
  const pointer = template.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');
  const validate = ajv.getSchema(
    `api#/paths/${pointer}/${method}/responses/${response.status}/content/application~1json/schema`,
  );
  if (validate === undefined) throw new Error(`the document has no schema for ${method} ${template}`);
  expect([path, validate(response.body), validate.errors]).toEqual([path, true, null]);
}
