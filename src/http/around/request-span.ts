import { SpanKind, SpanStatusCode, context, propagation, trace } from '@opentelemetry/api';
import type { IncomingHttpHeaders } from 'node:http';

import { isTracing } from '../../base/in-span.js';

/** The span of a request. */
export interface RequestSpan {
  /** Runs the work of the request within the span. */
  run<T>(work: () => T): T;
  /** @param route the pattern of the path, never the path itself */
  end(route: string, status: number, attributes?: Readonly<Record<string, string>>): void;
}

/**
 * Begins the span of a request, in the caller's trace if there is one. Attributes follow OpenTelemetry's semantic conventions for HTTP.
 * The span contains the pattern of the path, but neither the path nor the query.
 * @returns undefined if traces are off
 */
export function beginRequestSpan(
  method: string,
  headers: IncomingHttpHeaders,
  requestId: string | undefined,
): RequestSpan | undefined {
  if (!isTracing()) return undefined;
  const asked = propagation.extract(context.active(), headers);
  const span = trace.getTracer('scrim').startSpan(method, { kind: SpanKind.SERVER }, asked);
  return {
    run: (work) => context.with(trace.setSpan(asked, span), work),
    end(route, status, attributes) {
      span.updateName(`${method} ${route}`);
      span.setAttributes({
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
        ...(requestId === undefined ? {} : { 'scrim.request.id': requestId }),
        ...attributes,
      });
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}
