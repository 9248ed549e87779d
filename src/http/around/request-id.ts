import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Request, RequestHandler } from 'express';

/** The header with the id of a request. */
export const requestIdHeader = 'X-Request-Id';
const nameInNode = 'x-request-id';

/** A request id that is accepted: it cannot be mistaken for anything else in a log line. */
const fit = /^[\w.:+=/-]{1,128}$/;

/** The trace id of a `traceparent` (W3C Trace Context, section 3.2). */
const traceId = (traceparent: string | undefined): string | undefined =>
  /^[\da-f]{2}-(?!0{32})([\da-f]{32})-[\da-f]{16}-[\da-f]{2}(-|$)/.exec(traceparent ?? '')?.[1];

/** An id for a request: from `X-Request-Id`, from `traceparent`, or random. */
export function chooseRequestId(headers: IncomingHttpHeaders): string {
  const { [nameInNode]: own, traceparent } = headers;
  if (typeof own === 'string' && fit.test(own)) return own;
  return traceId(typeof traceparent === 'string' ? traceparent : undefined) ?? randomUUID();
}

/** Gives each request an id. The response contains it. @see chooseRequestId */
export const identifyRequest: RequestHandler = (request, response, next) => {
  response.setHeader(requestIdHeader, chooseRequestId(request.headers));
  next();
};

/**
 * The id of a request, for log lines about it; undefined if it has none.
 *
 * Code that logs passes it on. An AsyncLocalStorage would slow down every promise of every request.
 */
export const requestIdOf = (request: Request): string | undefined => request.res?.get(requestIdHeader);
