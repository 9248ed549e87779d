import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';

import { addConfigOptions, configOf } from './config-options.js';
import type { CliContext } from './context.js';

/** `scrim serve`: runs the service until it is stopped. */
export function registerServe(program: Command, context: CliContext): void {
  const command = program
    .command('serve')
    .description('run the service from which Trino loads the schemas and views of each user');
  addConfigOptions(program, command).action(async () => {
    const { config } = await configOf(command, context);
    // V8 would let the heap grow to more than twice what is alive (docs/decisions/0030).
    setFlagsFromString('--heap-growing-percent=40');
    const { port, store } = config;
    const { startTracing } = await import('../serve/tracing.js');
    const stopTracing = await startTracing(context.env);
    const { startService } = await import('../serve/start-service.js');
    const service = await startService({ port, store, config, env: context.env });
    context.err(`scrim answers at ${service.url}\n`);
    if (service.http2Url !== undefined) {
      context.err(`OPA over HTTP/2 is at ${service.http2Url}\n`);
    }
    if (service.managementUrl !== undefined) {
      context.err(`metrics and health are at ${service.managementUrl}\n`);
    }
    if (service.credentialFile !== undefined) {
      context.err(`Trino's credential (ID:SECRET) is in ${service.credentialFile}\n`);
    }
    await ended(context.signal);
    try {
      await service.stop();
    } finally {
      await stopTracing();
    }
  });
}

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
