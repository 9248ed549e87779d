import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { Logger } from 'pino';

import { Refusal } from '../base/refusal.js';
import type { Config } from '../config/config.js';
import { createApp } from '../http/app.js';
import { createGrant } from '../identity/grant.js';
import { createTokens } from '../identity/tokens.js';
import { takeFolder } from '../store/folder-lock.js';
import { isFolder, openStore } from '../store/open-store.js';
import { identityOf } from './identity-of.js';
import { controlListener } from './control.js';
import { createPorts, hashKeyOf } from './create-ports.js';
import { decisionLog } from './decision-log.js';
import { failureLog } from './failure-log.js';
import { localOperations } from './local-operations.js';
import type { Operations } from './operations.js';

/** A service that answers, until it is stopped. */
export interface RunningService {
  /** Where it answers, such as http://127.0.0.1:8181. */
  readonly url: string;
  readonly operations: Operations;
  /** The key of hash masks, for the table that holds it. */
  readonly hashKey: string;
  /** The file with the client credential that was made because none was configured. */
  readonly credentialFile?: string;
  stop(): Promise<void>;
}

/** What a service is started with. */
export interface ServiceOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly store: string;
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger?: Logger;
}

/** Milliseconds. */
const idleConnectionLimit = 620_000;

/**
 * Opens the store and serves Trino's calls.
 * @throws Refusal when the store cannot be opened, is in use, or the port is taken
 */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { port, store: location, config, env, logger = pino({ level: config.logLevel }) } = options;
  const cleanUp: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (let next = cleanUp.pop(); next !== undefined; next = cleanUp.pop()) await next();
  };
  try {
    let operations: Operations | undefined = undefined;
    if (isFolder(location)) {
      const held = await takeFolder(
        location,
        controlListener(() => operations),
      );
      cleanUp.push(() => held.release());
    }
    const store = await openStore(location);
    cleanUp.push(() => store.close());
    const ports = await createPorts(store, decisionLog(logger));
    const { identity, credentialFile } = await identityOf(config, { store, location, env });
    const tokens = createTokens(identity, ports.now);
    const app = createApp({
      ports,
      tokens,
      grant: createGrant(identity, tokens),
      onFailure: failureLog(logger),
    });
    const local = localOperations(store, ports);
    const server = createServer(app);
    // Longer than clients keep an idle connection, so that none is closed just as Trino takes it up again.
    server.keepAliveTimeout = idleConnectionLimit;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, config.host, resolve);
    });
    cleanUp.push(
      () =>
        new Promise((resolve) => {
          server.close(() => {
            resolve();
          });
          server.closeIdleConnections();
        }),
    );
    operations = local;
    return {
      url: urlOf(server.address() as AddressInfo),
      operations: local,
      hashKey: await hashKeyOf(store),
      ...(credentialFile === undefined ? {} : { credentialFile }),
      stop,
    };
  } catch (error) {
    await stop();
    throw isListenError(error)
      ? new Refusal('unavailable', `cannot listen on ${config.host}:${port}: ${error.message}`, undefined, {
          cause: error,
        })
      : error;
  }
}

const isListenError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && error.syscall === 'listen';

const urlOf = ({ address, family, port }: AddressInfo): string =>
  `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
