import { SpanKind, SpanStatusCode, context, propagation, trace } from '@opentelemetry/api';
import type { RequestHandler } from 'express';

import { isTracing } from '../../base/in-span.js';
import { routeOf } from './observe-requests.js';
import { requestIdOf } from './request-id.js';

/**
 * Creates a span for each request, in the caller's trace if there is one. Attributes follow OpenTelemetry's semantic conventions for HTTP.
 * The span contains the pattern of the path, but neither the path nor the query.
 */
export const traceRequests: RequestHandler = (request, response, next) => {
  if (!isTracing()) {
    next();
    return;
  }
  const asked = propagation.extract(context.active(), request.headers);
  const { method } = request;
  const span = trace.getTracer('scrim').startSpan(method, { kind: SpanKind.SERVER }, asked);
  const id = requestIdOf(request);
  response.once('close', () => {
    const route = routeOf(request);
    const { statusCode } = response;
    span.updateName(`${method} ${route}`);
    span.setAttributes({
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': statusCode,
      ...(id === undefined ? {} : { 'scrim.request.id': id }),
    });
    if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  context.with(trace.setSpan(asked, span), next);
};
