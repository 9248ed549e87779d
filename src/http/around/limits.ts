import { AsyncResource } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

import { HttpProblem, problemDetails } from '../api/problem.js';
import type { ProblemName } from '../api/problem.js';
import { shownPath } from '../shown-path.js';

const hasBody = (headers: Readonly<Record<string, unknown>>): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/**
 * Limits the number of requests that are processed at the same time; others wait. None is refused, because Trino would retry an answer of
 * 429 or 503 for half a minute. Requests with a body are not limited: a slow sender would keep others waiting.
 */
export function takeTurns(limit: number): RequestHandler {
  let active = 0;
  const waiting: (() => void)[] = [];
  const leave = (): void => {
    active -= 1;
    waiting.shift()?.();
  };
  return (request, response, next) => {
    if (hasBody(request.headers)) {
      next();
      return;
    }
    const enter = (): void => {
      active += 1;
      if (response.closed) {
        leave();
        return;
      }
      response.on('close', leave);
      next();
    };
    if (active < limit) enter();
    else waiting.push(AsyncResource.bind(enter));
  };
}

const refuse = (request: Request, response: Response, problem: ProblemName, message: string): void => {
  const details = problemDetails(new HttpProblem(problem, message), shownPath(request.path));
  response.status(details.status).type('application/problem+json').send(JSON.stringify(details));
};

/** A limit for the bodies of some paths, and its name in the configuration. */
interface BodyLimit {
  readonly beneath: string;
  readonly bytes: number;
  readonly name: string;
}

/**
 * Refuses a request that announces a larger body. The reader of a body limits a body of unannounced size.
 * @param others limits of paths to which the first one does not apply
 */
export const limitBody =
  (general: number, ...others: readonly BodyLimit[]): RequestHandler =>
  (request, response, next) => {
    const { bytes, name } = others.find(({ beneath }) => request.path.startsWith(beneath)) ?? {
      bytes: general,
      name: 'limits.bodyBytes',
    };
    if (Number(request.get('content-length') ?? 0) <= bytes) {
      next();
      return;
    }
    response.set('Connection', 'close');
    refuse(request, response, 'too-large', `the request body must have at most ${bytes} bytes (${name})`);
  };

/** An address may make this many times as many requests as a credential, because many people can share an address. */
const perAddress = 10;

/** Paths without a limit: a refusal would make Trino retry, or an orchestrator restart scrim. */
const unlimited = /^\/(v1|health)(\/|$)/;

/**
 * Limits the requests per minute of each credential and of each address, except on the paths of Iceberg's protocol.
 * @param perMinute 0 means no limit
 */
export function limitRate(perMinute: number): RequestHandler {
  if (perMinute === 0) {
    return (_request, _response, next) => {
      next();
    };
  }
  const byCredential = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const byAddress = new RateLimiterMemory({ points: perMinute * perAddress, duration: 60 });
  return async (request, response, next) => {
    if (unlimited.test(request.path)) {
      next();
      return;
    }
    const { authorization } = request.headers;
    try {
      await byAddress.consume(request.ip ?? '');
      await byCredential.consume(
        authorization === undefined ? `ip ${request.ip ?? ''}` : digest(authorization),
      );
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.ceil(error.msBeforeNext / 1000);
      response.set('Retry-After', String(seconds));
      refuse(request, response, 'too-many-requests', `too many requests; retry in ${seconds} s`);
      return;
    }
    next();
  };
}

/** Credentials are not kept, not even in memory. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64');
