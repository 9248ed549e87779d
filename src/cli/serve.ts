import type { Command } from 'commander';

import { readConfig } from '../config/read-config.js';
import { startService } from '../service/start-service.js';
import type { CliContext } from './context.js';
import { readPort } from './read-port.js';
import { storeOption } from './store-option.js';

const defaultPort = 8181;

/** `scrim serve`: answers Trino until it is told to stop. */
export function registerServe(program: Command, context: CliContext): void {
  program
    .command('serve')
    .description(
      "answer Trino's questions: which schemas and views does this user have, and what is the SQL of this one?",
    )
    .option('--port <port>', 'port to listen on; 0 takes a free one', readPort, defaultPort)
    .option('--host <address>', 'address to listen on (default: 127.0.0.1, or the configuration file)')
    .option('--config <file>', 'configuration file (YAML or JSON)')
    .addOption(storeOption())
    .action(async (options: { port: number; host?: string; config?: string; store: string }) => {
      const fromFile = await readConfig(options.config);
      const config = options.host === undefined ? fromFile : { ...fromFile, host: options.host };
      const service = await startService({
        port: options.port,
        store: options.store,
        config,
        env: context.env,
      });
      context.err(`scrim answers at ${service.url}\n`);
      if (service.credentialFile !== undefined) {
        context.err(`Trino's credential (ID:SECRET) is in ${service.credentialFile}\n`);
      }
      await ended(context.signal);
      await service.stop();
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
