import { SpanStatusCode, propagation, trace } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';

/** Whether traces are on. Only the SDK, which is loaded on request, sets a propagator. */
export const isTracing = (): boolean => propagation.fields().length > 0;

/**
 * Runs work in a span of the current trace. Without a trace it costs almost nothing.
 * @param name the name of the work, without variable parts
 */
export function inSpan<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  if (!isTracing()) return work();
  return trace.getTracer('scrim').startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      // Without the message, which may contain a value.
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
