type Env = Readonly<Record<string, string | undefined>>;

/** Whether OpenTelemetry's own variables ask for traces: where to send them, or how. */
export const wantsTraces = (env: Env): boolean => {
  const { OTEL_SDK_DISABLED: disabled, OTEL_TRACES_EXPORTER: exporter } = env;
  if (disabled?.toLowerCase() === 'true' || exporter === 'none') return false;
  const given = [exporter, env['OTEL_EXPORTER_OTLP_ENDPOINT'], env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']];
  return given.some((value) => value !== undefined && value !== '');
};

/**
 * Sends traces as OpenTelemetry's variables of the process say (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER, …). The SDK
 * is loaded only when they ask for traces, so that nobody else waits for it.
 * @param env tells whether they do; the SDK reads the process's own
 * @returns what sends the last traces and ends it
 */
export async function startTracing(env: Env): Promise<() => Promise<void>> {
  if (!wantsTraces(env)) return () => Promise.resolve();
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({
    serviceName: env['OTEL_SERVICE_NAME'] ?? 'scrim',
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  // A collector that is gone is no reason to fail: OpenTelemetry's own log tells of it.
  return () => sdk.shutdown().catch(() => undefined);
}
