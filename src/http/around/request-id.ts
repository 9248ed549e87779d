import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';

const header = 'X-Request-Id';

/** A request id that is accepted: it cannot be mistaken for anything else in a log line. */
const fit = /^[\w.:+=/-]{1,128}$/;

/** The trace id of a `traceparent` (W3C Trace Context, section 3.2). */
const traceId = (traceparent: string | undefined): string | undefined =>
  /^[\da-f]{2}-(?!0{32})([\da-f]{32})-[\da-f]{16}-[\da-f]{2}(-|$)/.exec(traceparent ?? '')?.[1];

/** Gives each request an id: from `X-Request-Id`, from `traceparent`, or random. The response contains it. */
export const identifyRequest: RequestHandler = (request, response, next) => {
  const own = request.get(header);
  const id = own !== undefined && fit.test(own) ? own : (traceId(request.get('traceparent')) ?? randomUUID());
  response.setHeader(header, id);
  next();
};

/**
 * The id of a request, for log lines about it; undefined if it has none.
 *
 * Code that logs passes it on. An AsyncLocalStorage would slow down every promise of every request.
 */
export const requestIdOf = (request: Request): string | undefined => request.res?.get(header);
