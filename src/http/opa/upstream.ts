import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { ClientRequest } from 'node:http';
import { z } from 'zod';

import { explainIssues } from '../../base/explain-issues.js';
import { decodeUtf8 } from '../../base/input.js';
import { Refusal } from '../../base/refusal.js';
import { errorMessage, systemErrorCode } from '../../base/system-error.js';
import type { Upstream, UpstreamAnswers } from '../../use-cases/access-control/cluster.js';

type Endpoint = keyof UpstreamAnswers;

/** The addresses of another OPA server. */
export interface UpstreamConfig {
  readonly allow: string;
  readonly batch?: string | undefined;
  readonly rows?: string | undefined;
  readonly masks?: string | undefined;
  /** Seconds from the question to the end of the answer. */
  readonly timeout: number;
}

/** Bytes of an answer, as many as Trino takes. */
const mostBytes = 16 * 1024 * 1024;
/** Connections to one address. Trino has as many by default, and further questions wait. */
const connections = 20;

const index = z.int().min(0);
const viewExpression = z
  .object({ expression: z.string(), identity: z.string().nullish() })
  .transform(({ expression, identity }) => ({
    expression,
    // Trino takes both null and an empty text for "none".
    ...(identity !== undefined && identity !== null && identity !== '' && { identity }),
  }));

const shapes: Readonly<Record<Endpoint, z.ZodType>> = {
  allow: z.boolean(),
  batch: z.array(index),
  rows: z.array(viewExpression),
  masks: z
    .array(z.object({ index, viewExpression }))
    .refine(
      (masks) => new Set(masks.map((mask) => mask.index)).size === masks.length,
      'a column has two masks',
    ),
};
const answerShape = Object.fromEntries(
  Object.entries(shapes).map(([endpoint, result]) => [endpoint, z.object({ result })]),
) as unknown as Readonly<Record<Endpoint, z.ZodObject<{ result: z.ZodType }>>>;

/**
 * A client of another OPA server. Whatever it cannot read as an answer is an error, also an answer without a `result`: for row filters and masks
 * Trino would take that for "none".
 *
 * `ask` throws a Refusal `unavailable` with a reason that contains neither an address, because a secret can be part of it, nor a value of the answer.
 */
export function createUpstream({ timeout, ...addresses }: UpstreamConfig): Upstream {
  const options = { keepAlive: true, maxSockets: connections };
  const agents = { 'http:': new HttpAgent(options), 'https:': new HttpsAgent(options) };
  const urls = Object.fromEntries(
    Object.entries(addresses).map(([endpoint, address]) => [endpoint, address && new URL(address)]),
  ) as Partial<Record<Endpoint, URL>>;
  return {
    has: (endpoint) => urls[endpoint] !== undefined,
    async ask(endpoint, input) {
      const fail = (reason: string, cause?: unknown): never => {
        throw new Refusal('unavailable', `the other OPA server (${endpoint}) ${reason}`, undefined, {
          cause,
        });
      };
      const url = urls[endpoint] ?? fail('has no address in the configuration');
      const secure = url.protocol === 'https:';
      const body = JSON.stringify({ input });
      const begin = (): ClientRequest =>
        (secure ? requestHttps : requestHttp)(url, {
          method: 'POST',
          agent: agents[secure ? 'https:' : 'http:'],
          headers: {
            'Content-Type': 'application/json',
            'Content-Length': Buffer.byteLength(body),
            Accept: 'application/json',
          },
        });
      const signal = AbortSignal.timeout(timeout * 1_000);
      const exchanged = await exchange(begin, body, signal).catch((error: unknown) =>
        fail(
          signal.aborted
            ? `did not answer within ${timeout} s`
            : `cannot be reached: ${systemErrorCode(error) ?? errorMessage(error)}`,
          error,
        ),
      );
      if ('problem' in exchanged) return fail(exchanged.problem);
      if (exchanged.status !== 200) return fail(`answered with status ${exchanged.status}`);
      return resultOf(endpoint, exchanged.body, fail) as UpstreamAnswers[typeof endpoint];
    },
  };
}

function resultOf(endpoint: Endpoint, body: Buffer, fail: (reason: string) => never): unknown {
  let answer: unknown;
  try {
    answer = JSON.parse(decodeUtf8(body) ?? '');
  } catch {
    return fail('answered with something that is not JSON');
  }
  const shape = answerShape[endpoint];
  const { data } = shape.safeParse(answer);
  if (data !== undefined) return data.result;
  const [issue] = explainIssues(shape, answer);
  const at = `/${(issue?.path ?? []).join('/')}`;
  return fail(
    `answered in another form: ${at}: ${(issue?.message ?? 'unknown').replace(/ but found .*$/s, '')}`,
  );
}

/** The answer to a request, or what is wrong with it. */
type Exchanged = { readonly status: number; readonly body: Buffer } | { readonly problem: string };

/**
 * Sends a body and reads the answer. A connection that the other side closed while it was idle is replaced once.
 * @throws an error of the connection
 */
async function exchange(begin: () => ClientRequest, body: string, signal: AbortSignal): Promise<Exchanged> {
  let reused = false;
  const once = (): Promise<Exchanged> =>
    new Promise((resolve, reject) => {
      const outgoing = begin();
      const abort = (): void => {
        outgoing.destroy(new Error('aborted'));
      };
      signal.addEventListener('abort', abort, { once: true });
      outgoing.on('close', () => {
        signal.removeEventListener('abort', abort);
        resolve({ problem: 'ended its answer too early' });
      });
      outgoing.on('error', (error) => {
        reused = outgoing.reusedSocket;
        reject(error);
      });
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        let size = 0;
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length;
          chunks.push(chunk);
          if (size > mostBytes) {
            resolve({ problem: `answered with more than ${mostBytes} bytes` });
            outgoing.destroy();
          }
        });
        incoming.on('error', () => {
          resolve({ problem: 'ended its answer too early' });
        });
        incoming.on('end', () => {
          if (incoming.complete) resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks) });
        });
      });
      outgoing.end(body);
    });
  try {
    return await once();
  } catch (error) {
    if (!reused || signal.aborted || systemErrorCode(error) !== 'ECONNRESET') throw error;
    return once();
  }
}
