// A scrim that takes events, as a process that can be killed.
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { pino } from 'pino';

import { configFile } from '../../../src/config/config.js';
import { startService } from '../../../src/serve/start-service.js';

/** What the process is told to serve. */
export interface EventsTask {
  readonly store: string;
  readonly port: number;
  readonly token: string;
}

process.once('message', (message) => void run(message as EventsTask));

async function run({ store, port, token }: EventsTask): Promise<void> {
  const config = configFile.parse({
    // Of nobody who asks: its secret is known to no one.
    clients: [{ id: 'nobody', secret: randomBytes(16).toString('hex') }],
    management: { listener: 'none' },
    audit: { clusters: [{ name: 'main', token }] },
  });
  await startService({ port, store, config, env: {}, logger: pino({ level: 'silent' }) });
  process.send?.('ready');
}
