import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { OpaEndpoint } from '../../../src/http/opa/closed-answer.js';
import { closedResult, opaSecret, opaService, questions } from './opa-service.js';

/** A question that a real Trino asked. */
interface Recorded {
  readonly endpoint: OpaEndpoint;
  readonly body: object;
}

const endpoints = Object.keys(questions) as OpaEndpoint[];

describe('a service that Trino asks for access control', () => {
  let started: Awaited<ReturnType<typeof opaService>>;
  beforeAll(async () => {
    started = await opaService('memory:');
  });
  afterAll(() => started.service.stop());

  it('answers each endpoint for a person', async () => {
    const asAnn = async (endpoint: OpaEndpoint) => started.ask(endpoint, questions[endpoint]('ann'));
    expect(await asAnn('allow')).toEqual([200, true]);
    expect(await asAnn('batch')).toEqual([200, [0]]);
    const [status, rows] = await asAnn('rows');
    expect([status, rows]).toEqual([
      200,
      [{ expression: expect.stringContaining("'EU'"), identity: 'scrim_owner' }],
    ]);
    expect(await asAnn('mask')).toEqual([200, null]);
    expect(await asAnn('masks')).toEqual([
      200,
      [{ index: 2, viewExpression: { expression: expect.stringMatching(/null/i), identity: 'scrim_owner' } }],
    ]);
  });

  it.each(['out', 'nobody at all'])('shows nothing to %s', async (user) => {
    expect(await started.ask('allow', questions.allow(user))).toEqual([200, false]);
    expect(await started.ask('batch', questions.batch(user))).toEqual([200, []]);
    const [, rows] = await started.ask('rows', questions.rows(user));
    expect(rows).toEqual([expect.objectContaining({ expression: 'false' })]);
  });

  it('reports why it denied', () => {
    const denied = started.lines.filter((line) => line.includes('"msg":"denied"'));
    expect(denied.join('')).toContain('"user":"out"');
    expect(started.lines.join('')).not.toContain(opaSecret);
  });

  it('answers every body that is cut off with nothing, and 200', async () => {
    for (const endpoint of endpoints) {
      const whole = questions[endpoint]('ann');
      for (let end = 0; end < whole.length; end += 7) {
        expect(await started.ask(endpoint, whole.slice(0, end))).toEqual([200, closedResult(endpoint, 0)]);
      }
    }
  });

  it('answers every recorded question, and with nothing once it is cut off', async () => {
    const file = new URL('../../fixtures/opa/recorded.json', import.meta.url);
    const recorded = JSON.parse(await readFile(file, 'utf8')) as readonly Recorded[];
    expect(recorded.length).toBeGreaterThan(100);
    for (const { endpoint, body } of recorded) {
      const whole = Buffer.from(JSON.stringify(body));
      const answers = await Promise.all(
        [0, 0.3, 0.7, 0.95].map((part) => started.ask(endpoint, whole.subarray(0, part * whole.length))),
      );
      expect(answers).toEqual(answers.map(() => [200, closedResult(endpoint, 0)]));
      expect(await started.ask(endpoint, whole)).toEqual([200, expect.anything()]);
    }
  });

  it('answers every JSON that is no question with nothing, and 200', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...endpoints), fc.json(), async (endpoint, body) => {
        expect(await started.ask(endpoint, body)).toEqual([200, closedResult(endpoint, 0)]);
      }),
    );
  });

  it('never shows more for a question of which a part is replaced', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...endpoints),
        fc.nat(),
        fc.oneof(fc.constant(undefined), fc.jsonValue()),
        async (endpoint, at, value) => {
          const question = JSON.parse(questions[endpoint]('ann')) as object;
          const body = JSON.stringify(withPart(question, at, value));
          const [status, result] = await started.ask(endpoint, body);
          expect(status).toBe(200);
          const shape = typeof closedResult(endpoint, 1);
          if (endpoint !== 'mask') expect(typeof result).toBe(shape);
          // A filter that is gone would show every row.
          if (endpoint === 'rows') expect(result).not.toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('logs what it could not read, without the body', () => {
    const log = started.lines.filter((line) => line.includes('OPA question answered with nothing'));
    expect(log.join('')).toContain('"because":"the body is not JSON"');
    // 60 lines of a kind in a minute.
    expect(log.length).toBeLessThanOrEqual(120);
    expect(started.lines.join('')).not.toContain(opaSecret);
  });
});

/** A value with one of its parts replaced, or removed. */
function withPart(whole: object, at: number, value: unknown): object {
  const copy = structuredClone(whole);
  const parts: { readonly of: Record<string, unknown>; readonly key: string }[] = [];
  const walk = (of: Record<string, unknown>): void => {
    for (const key of Object.keys(of)) {
      parts.push({ of, key });
      const inner = of[key];
      if (typeof inner === 'object' && inner !== null) walk(inner as Record<string, unknown>);
    }
  };
  walk(copy as Record<string, unknown>);
  const part = parts[at % parts.length];
  if (part !== undefined) part.of[part.key] = value;
  return copy;
}

describe('a service that asks another OPA server as well', () => {
  let other: Server;
  let started: Awaited<ReturnType<typeof opaService>>;
  let answer = '{"result":true}';
  beforeAll(async () => {
    other = createServer((request, response) => {
      request.resume();
      response.setHeader('Content-Type', 'application/json').end(answer);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const upstream = { allow: `http://127.0.0.1:${port}/marked-path/allow`, timeout: 1 };
    started = await opaService('memory:', {}, { lake: 'upstream' }, upstream);
  });
  afterAll(async () => {
    await started.service.stop();
    other.closeAllConnections();
    other.close();
  });

  it('needs it to allow too', async () => {
    const ask = () => started.ask('allow', questions.allow('ann'));
    expect(await ask()).toEqual([200, true]);
    answer = '{"result":false}';
    expect(await ask()).toEqual([200, false]);
    answer = '{}';
    expect(await ask()).toEqual([200, false]);
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
    expect(await ask()).toEqual([200, false]);
    const log = started.lines.filter((line) => line.includes('OPA question answered with nothing')).join('');
    expect(log).toContain('the other OPA server (allow) answered in another form');
    expect(log).toContain('the other OPA server (allow) cannot be reached: ECONNREFUSED');
    expect(log).not.toContain('marked');
  });
});
