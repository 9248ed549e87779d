import type { Logger } from 'pino';

import { Refusal } from '../base/refusal.js';
import type { Config } from '../config/config.js';
import { createApp } from '../http/app.js';
import { opaAnswers } from '../http/opa/answer.js';
import { createGrant } from '../identity/grant.js';
import { createTokens } from '../identity/tokens.js';
import { takeFolder } from '../store/folder-lock.js';
import { connectTrino } from '../trino/connect-trino.js';
import { print } from '../sql/print/print.js';
import { isFolder, openStore } from '../store/open-store.js';
import { apiOf } from './api-of.js';
import { archiveOf } from './archive-of.js';
import { identityOf } from './identity-of.js';
import { controlListener } from './control.js';
import { createLogger } from './create-logger.js';
import { createPorts, hashKeyOf } from '../use-cases/create-ports.js';
import { eventsOf } from './events-of.js';
import { startExports } from './export/start-exports.js';
import { failureLog } from './failure-log.js';
import { logOutages } from './log-outages.js';
import { measureGrant, measurePorts, measureStore } from './measure.js';
import { createMetrics } from './metrics.js';
import { opaOf } from './opa-of.js';
import { openListeners, passedFirst } from './open-listeners.js';
import { operationsOn } from '../use-cases/operations.js';
import type { Operations } from '../use-cases/operations.js';
import { administrationOf } from '../use-cases/world/context.js';
import { queryAlarms } from './query-alarms.js';
import { createReadiness } from './readiness.js';
import { scimOf } from './scim-of.js';
import { startArchive } from './start-archive.js';
import { startRecording } from './start-recording.js';
import { startSync } from './start-sync.js';
import { startWebhooks } from './start-webhooks.js';
import { startRedshiftHistory } from './start-redshift-history.js';
import { startRedshiftPush } from './start-redshift-push.js';
import { readTls } from './tls-files.js';

/** A running service. */
export interface RunningService {
  /** Its address, such as http://127.0.0.1:8181. */
  readonly url: string;
  /** The address for OPA over HTTP/2, if it has a port. */
  readonly http2Url?: string;
  /** The address of metrics and health, if it is a separate one. */
  readonly managementUrl?: string;
  readonly operations: Operations;
  /** The key of hash masks to write into its table. */
  readonly hashKey: string;
  /** The file with the generated client credential, if none was configured. */
  readonly credentialFile?: string;
  /**
   * Accepts no more requests, lets open ones finish, and closes the store.
   * @throws Refusal `unavailable` if requests had to be cut off; everything is closed anyway
   */
  stop(): Promise<void>;
}

/** The input for starting a service. */
export interface ServiceOptions {
  /** 0 selects a free port. */
  readonly port: number;
  readonly store: string;
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger?: Logger;
}

/**
 * Opens the store and serves Trino's requests.
 * @throws Refusal when the store cannot be opened, is in use, or the port is taken
 */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { port, store: location, config, env } = options;
  const logger = options.logger ?? createLogger(config, process.stdout);
  const cleanUp: (() => unknown)[] = [];
  let cutOff = 0;
  const closeAll = async (): Promise<void> => {
    for (let next = cleanUp.pop(); next !== undefined; next = cleanUp.pop()) await next();
  };
  try {
    const tls = config.tls && (await readTls(config.tls));
    let operations: Operations | undefined = undefined;
    if (isFolder(location)) {
      const held = await takeFolder(
        location,
        controlListener(() => operations),
      );
      cleanUp.push(() => held.release());
    }
    const metrics = createMetrics();
    const opened = await openStore(location, { timeout: config.storeTimeout * 1_000 });
    cleanUp.push(() => opened.close());
    const outages = logOutages({ logger, maxStaleness: config.maxStaleness });
    const onFailure = failureLog(logger, outages);
    const store = outages.watch(measureStore(opened, metrics));
    const recording = startRecording(opened.audit, {
      ...{ logger, registry: metrics.registry, ...config.audit },
    });
    cleanUp.push(() => recording.stop());
    const { inMemory, ...unmeasured } = await createPorts(store, recording.record, config);
    metrics.memory(inMemory);
    const ports = measurePorts(unmeasured, metrics);
    const readiness = createReadiness(() => ports.world.ask(() => true));
    const { identity, credentialFile } = await identityOf(config, {
      ...{ store, location, env },
      warn: (message) => {
        logger.warn(message);
      },
    });
    const tokens = createTokens(identity, ports.now);
    const stopping = new AbortController();
    const archive = archiveOf(config, env, stopping.signal);
    const onAlarm = queryAlarms(metrics.registry, logger);
    const app = createApp(
      {
        ports,
        tokens,
        grant: measureGrant(createGrant(identity, tokens), metrics),
        onFailure,
        api: apiOf(config, { ...opened, ...store }, ports, { onFailure, logger, archive }),
        scim: scimOf(config, { ...opened, ...store }, ports, onFailure),
      },
      passedFirst({
        ...{ config, logger, metrics, readiness },
        events: await eventsOf(config, {
          ...{ store: opened.audit, ports, env, logger, registry: metrics.registry, onAlarm },
        }),
      }),
    );
    const local = operationsOn(administrationOf(store, ports, archive));
    const hooks = await startWebhooks(config, {
      ...{ queue: opened.webhooks, env, logger },
      registry: metrics.registry,
    });
    cleanUp.push(() => hooks.stop(0));
    const opa = {
      clusters: await opaOf(config, env, (message) => logger.warn(message)),
      answer: opaAnswers(ports),
    };
    const listeners = await openListeners({
      ...{ app, opa, config, port, tls },
      ...{ logger, metrics, outages, readiness },
    });
    cleanUp.push(async () => {
      readiness.stop();
      const patience = config.stopTimeout * 1_000;
      [cutOff] = await Promise.all([listeners.stop(patience), hooks.stop(patience)]);
    });
    if (config.redshiftFile !== undefined) {
      const pushed = await startRedshiftPush(config.redshiftFile, { store, ports, env, logger });
      cleanUp.push(() => pushed.stop());
      const recorded = await startRedshiftHistory(config.redshiftFile, {
        stored: { store: { ...opened, ...store }, ports, history: opened.history, audit: opened.audit },
        ...{ audit: config.audit, env, logger, registry: metrics.registry, onAlarm },
      });
      cleanUp.push(() => recorded.stop());
    }
    const { schedule, trino, user } = config.sync ?? {};
    if (schedule !== undefined && trino !== undefined && user !== undefined) {
      const login = { server: trino, user, password: env['SCRIM_TRINO_PASSWORD'] };
      const scheduled = await startSync({
        ...{ schedule, operations: local, outbox: opened.outbox, logger, now: ports.now },
        ask: connectTrino(login, (query) => print(query, 'trino')),
        registry: metrics.registry,
      });
      cleanUp.push(() => scheduled.stop());
    }
    if (archive !== undefined) {
      const { stop } = startArchive({
        ...{ operations: local, logger, registry: metrics.registry, now: ports.now },
      });
      cleanUp.push(() => {
        stopping.abort();
        return stop();
      });
    }
    if (config.audit.exports.length > 0) {
      const exporting = startExports(config.audit.exports, {
        ...{ operations: local, positions: opened.exports, logger, registry: metrics.registry },
        out: (text) => process.stdout.write(text),
      });
      cleanUp.push(() => exporting.stop());
    }
    operations = local;
    return {
      url: listeners.url,
      ...(listeners.http2Url !== undefined && { http2Url: listeners.http2Url }),
      ...(listeners.managementUrl !== undefined && { managementUrl: listeners.managementUrl }),
      operations: local,
      hashKey: await hashKeyOf(store),
      ...(credentialFile === undefined ? {} : { credentialFile }),
      async stop() {
        await closeAll();
        if (cutOff > 0) throw cutOffAfter(cutOff, config.stopTimeout);
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

const cutOffAfter = (count: number, seconds: number): Refusal =>
  new Refusal(
    'unavailable',
    `${count === 1 ? 'a request that was' : `${count} requests that were`} not finished within ${seconds} s ${count === 1 ? 'was' : 'were'} cut off (stopTimeout)`,
  );
