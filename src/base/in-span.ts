import { SpanStatusCode, propagation, trace } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';

/** Whether traces are made: only the SDK, which is loaded when it is asked for, brings a propagator. */
export const isTracing = (): boolean => propagation.fields().length > 0;

/**
 * Does work within a span of the trace that is being made, if one is; costs next to nothing when none is.
 * @param name what the work is, without anything that differs from one time to the next
 */
export function inSpan<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  if (!isTracing()) return work();
  return trace.getTracer('scrim').startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      // Without the message, which may hold a value.
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
