import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

/** What is known of a request wherever it is worked on. */
export interface RequestScope {
  /** The caller's own where it sent one that is fit for a log, or else one that was made here. */
  readonly requestId: string;
}

const scope = new AsyncLocalStorage<RequestScope>();

/** The request that is being worked on; undefined outside of one. */
export const currentRequest = (): RequestScope | undefined => scope.getStore();

/** An id that cannot be mistaken for anything else in a line of a log. */
const fit = /^[\w.:+=/-]{1,128}$/;

/** The trace id of a `traceparent` (W3C Trace Context, section 3.2). */
const traceId = (header: string | undefined): string | undefined =>
  /^[\da-f]{2}-(?!0{32})([\da-f]{32})-[\da-f]{16}-[\da-f]{2}(-|$)/.exec(header ?? '')?.[1];

/** Gives each request an id, from `X-Request-Id`, `traceparent`, or by chance, and says it in the response. */
export const identifyRequest: RequestHandler = (request, response, next) => {
  const own = request.get('x-request-id');
  const requestId =
    own !== undefined && fit.test(own) ? own : (traceId(request.get('traceparent')) ?? randomUUID());
  response.set('X-Request-Id', requestId);
  scope.run({ requestId }, next);
};
