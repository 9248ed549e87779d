import { randomBytes } from 'node:crypto';
import type { Express } from 'express';
import { UnsecuredJWT } from 'jose';
import supertest from 'supertest';
import { stringify } from 'yaml';
import type { z } from 'zod';

import { createApp } from '../../../src/http/app.js';
import { createGrant } from '../../../src/identity/grant.js';
import { createTokens } from '../../../src/identity/tokens.js';
import type { worldFile } from '../../../src/model/world.js';
import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import { createPorts } from '../../../src/use-cases/create-ports.js';
import { openEmptyStore } from '../test-store.js';

/** What scrim serves, with a store in memory and a clock that a test sets. */
export interface MemoryService {
  readonly app: Express;
  readonly clock: { now: Date };
  /** Failures that the log was told of, in their order. */
  readonly failures: readonly { readonly error: unknown; readonly method: string; readonly path: string }[];
  /** The catalog's own bearer token, as Trino asks for it. */
  catalogToken(): Promise<string>;
  /** A person's bearer token, as Trino asks for it in the catalog's name. */
  tokenOf(user: string): Promise<string>;
  close(): Promise<void>;
}

/** The client that the service believes, and the lifetime of its tokens in seconds. */
const client = { id: 'trino', secret: randomBytes(24).toString('base64url') };
export const tokenLifetime = 600;

/** Where tokens are to be had. */
export const tokenPath = '/v1/oauth/tokens';

/** The form of a catalog's first request. */
export const credentialForm = {
  grant_type: 'client_credentials',
  client_id: client.id,
  client_secret: client.secret,
  scope: 'catalog',
};

/** The form with which Trino vouches for a person. */
export const exchangeForm = (subject: string, actor: string) => ({
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token: subject,
  subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  actor_token: actor,
  actor_token_type: 'urn:ietf:params:oauth:token-type:access_token',
});

/** Composes the service as `startService` does, without a port. */
export async function memoryService(world: z.input<typeof worldFile>): Promise<MemoryService> {
  const clock = { now: new Date('2026-01-01T00:00:00Z') };
  const failures: { error: unknown; method: string; path: string }[] = [];
  const store = await openEmptyStore();
  const files = [{ name: 'world.yaml', text: stringify(world) }];
  const applied = await applyWorld(store, { files, prune: true, actor: 'test' });
  if ('errors' in applied) throw new Error(applied.errors.join('\n'));
  const ports = { ...(await createPorts(store, () => Promise.resolve())), now: () => clock.now };
  const identity = {
    clients: [client],
    issuers: [],
    signingKey: randomBytes(32),
    tokenLifetime,
    tokenGrace: 0,
  };
  const tokens = createTokens(identity, ports.now);
  const app = createApp({
    ports,
    tokens,
    grant: createGrant(identity, tokens),
    onFailure: (error, { method, path }) => failures.push({ error, method, path }),
  });
  const ask = async (form: object): Promise<string> => {
    const { body } = await supertest(app).post(tokenPath).type('form').send(form).expect(200);
    return String(body.access_token);
  };
  const catalogToken = () => ask(credentialForm);
  return {
    app,
    clock,
    failures,
    catalogToken,
    tokenOf: async (user) => {
      const subject = new UnsecuredJWT({ sub: `${user}-cli`, iss: '476', user, source: 'cli' }).encode();
      return ask(exchangeForm(subject, await catalogToken()));
    },
    close: () => store.close(),
  };
}
