import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { readPort } from './read-port.js';

/** `scrim demo`: scrim and a real Trino with a sample world. Three people run the same queries. */
export function registerDemo(program: Command, context: CliContext): void {
  program
    .command('demo')
    .description('run scrim and a real Trino with a sample world, and query it as three people')
    .option('--port <port>', "scrim's port; 0 takes a free one", readPort, 0)
    .option('--no-stay', 'end after the queries instead of staying up to be tried')
    .action(async ({ port, stay }: { port: number; stay: boolean }) => {
      const { runDemo } = await import('../demo/run-demo.js');
      await runDemo(context, { port, stay });
    });
}
