import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

import { trinoImage } from '../../../src/demo/trino/trino-version.js';

const folder = new URL('../../../docker/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

const duration = z.string().regex(/^\d+(ms|s|m|h)$/);

/** The parts of the Compose Specification that compose.yaml uses, in their strictest form; anything else is an error. */
const compose = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
  services: z.record(
    z.string().regex(/^[a-zA-Z0-9._-]+$/),
    z.strictObject({
      image: z.string().optional(),
      build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
      init: z.boolean().optional(),
      command: z.array(z.string()).optional(),
      environment: z.record(z.string(), z.string()),
      volumes: z.array(z.string().regex(/^[^:]+:\/[^:]+(:ro)?$/)).optional(),
      ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/, 'published on loopback only')).optional(),
      depends_on: z
        .record(z.string(), z.strictObject({ condition: z.literal('service_healthy') }))
        .optional(),
      healthcheck: z.strictObject({
        test: z.tuple([z.literal('CMD'), z.string()], z.string()),
        interval: duration,
        timeout: duration,
        retries: z.int(),
        start_period: duration.optional(),
      }),
      restart: z.literal('unless-stopped'),
    }),
  ),
  volumes: z.record(z.string(), z.null()),
});

describe('compose.yaml', () => {
  const { services, volumes } = compose.parse(parse(read('compose.yaml')));
  const environments = Object.values(services).flatMap(({ environment }) => Object.entries(environment));

  it('has the three services', () => {
    expect(Object.keys(services)).toEqual(['store', 'scrim', 'trino']);
  });

  it('runs the Trino that scrim is tested with', () => {
    expect(services['trino']?.image).toBe(trinoImage);
  });

  it('names in depends_on and volumes only what there is', () => {
    for (const { depends_on, volumes: mounted, build, image } of Object.values(services)) {
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(depends_on ?? {})));
      for (const [source = ''] of (mounted ?? []).map((mount) => mount.split(':'))) {
        expect(source in volumes || existsSync(new URL(source, folder))).toBe(true);
      }
      expect([build, image].filter((of) => of !== undefined)).toHaveLength(1);
      if (build !== undefined) {
        expect(existsSync(new URL(`${build.context}/${build.dockerfile}`, folder))).toBe(true);
      }
    }
  });

  it('takes every secret from outside, and does not start without it', () => {
    const secrets = environments.filter(([name]) => /SECRET|PASSWORD|STORE/.test(name));
    expect(secrets).toHaveLength(4);
    for (const [, value] of secrets) {
      expect(value).toMatch(/\$\{(SCRIM_CLIENT_SECRET|SCRIM_STORE_PASSWORD):\?/);
    }
  });

  it('needs no variable that .env.example does not name, and .env.example gives none a value', () => {
    const asked = environments.flatMap(([, value]) =>
      [...value.matchAll(/\$\{(\w+)/g)].map(([, name]) => name),
    );
    const lines = read('.env.example')
      .split('\n')
      .filter((line) => /^\w/.test(line));
    expect(lines).toEqual([...new Set(asked)].sort().map((name) => `${String(name)}=`));
  });

  it('runs nothing of scrim with a secret on its command line', () => {
    expect(services['scrim']?.command).toEqual(['serve', '--port', '8181', '--host', '0.0.0.0']);
  });
});

describe('Dockerfile', () => {
  const lines = read('Dockerfile').split('\n');

  it('ends as a user without rights', () => {
    expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER node']);
  });

  it('copies only what is there and what the ignore file lets through', () => {
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
      .flatMap((line) => line.split(' ').slice(1, -1));
    const allowed = read('Dockerfile.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    expect(allowed).toEqual(copied.map((path) => `!${path}`));
    for (const path of copied) {
      expect(existsSync(fileURLToPath(new URL(`../${path}`, folder)))).toBe(true);
    }
  });
});
