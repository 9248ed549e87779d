import type { RequestHandler } from 'express';

import { routeOf } from './observe-requests.js';
import { requestIdOf } from './request-id.js';
import { beginRequestSpan } from './request-span.js';

/** Creates a span for each request. @see beginRequestSpan */
export const traceRequests: RequestHandler = (request, response, next) => {
  const span = beginRequestSpan(request.method, request.headers, requestIdOf(request));
  if (span === undefined) {
    next();
    return;
  }
  response.once('close', () => {
    span.end(routeOf(request), response.statusCode);
  });
  span.run(next);
};
