type Env = Readonly<Record<string, string | undefined>>;

/** Whether OpenTelemetry's own variables enable traces: where to send them, or how. */
export const wantsTraces = (env: Env): boolean => {
  const { OTEL_SDK_DISABLED: disabled, OTEL_TRACES_EXPORTER: exporter } = env;
  if (disabled?.toLowerCase() === 'true' || exporter === 'none') return false;
  const given = [exporter, env['OTEL_EXPORTER_OTLP_ENDPOINT'], env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']];
  return given.some((value) => value !== undefined && value !== '');
};

/**
 * Sends traces as OpenTelemetry's environment variables configure it (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER, …). The SDK is
 * loaded only if they enable traces, so that it does not slow down other starts.
 * @param env decides whether they do; the SDK reads those of the process
 * @returns a function that sends the last traces and stops the SDK
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
  // A collector that cannot be reached is not a reason to fail. OpenTelemetry's own log reports it.
  return () => sdk.shutdown().catch(() => undefined);
}
