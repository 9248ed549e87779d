import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { Refusal } from '../base/refusal.js';
import type { ControlFailure } from './control.js';
import type { Operations } from '../use-cases/operations.js';

/** How long a command waits for another command that has the folder for a moment, in milliseconds. */
const patience = 30_000;
const pause = 100;

/** The operations of the process that holds a store folder, asked over its socket. */
export function remoteOperations(socketPath: string): Operations {
  const call =
    <N extends keyof Operations>(name: N) =>
    async (input?: Parameters<Operations[N]>[0]): Promise<Awaited<ReturnType<Operations[N]>>> => {
      const until = Date.now() + patience;
      for (;;) {
        const { status, body } = await post(socketPath, `/${name}`, input ?? {});
        if (status === 200) return body as Awaited<ReturnType<Operations[N]>>;
        const { kind, message, detail } = body as ControlFailure;
        if (status !== 503 || Date.now() > until) throw new Refusal(kind, message, detail);
        await sleep(pause);
      }
    };
  return {
    apply: call('apply'),
    exportWorld: call('exportWorld'),
    importWorld: call('importWorld'),
    registerDataSources: call('registerDataSources'),
    monitoring: call('monitoring'),
    sync: call('sync'),
    reviewColumns: call('reviewColumns'),
    tagProposals: call('tagProposals'),
    decideTagProposal: call('decideTagProposal'),
    explain: call('explain'),
    whoCan: call('whoCan'),
    view: call('view'),
    trinoViews: call('trinoViews'),
    settings: call('settings'),
    hashKey: call('hashKey'),
    dataSources: call('dataSources'),
    lookupTables: call('lookupTables'),
    createAdminKey: call('createAdminKey'),
    requestAccess: call('requestAccess'),
    decideRequest: call('decideRequest'),
    revokeSubscription: call('revokeSubscription'),
    subscriptions: call('subscriptions'),
    setBlock: call('setBlock'),
    liftBlock: call('liftBlock'),
    blocks: call('blocks'),
    webhooks: call('webhooks'),
    removeWebhook: call('removeWebhook'),
    deadLetters: call('deadLetters'),
    reviveDeadLetters: call('reviveDeadLetters'),
    switchProject: call('switchProject'),
    acknowledgePurpose: call('acknowledgePurpose'),
    redshiftDesired: call('redshiftDesired'),
  };
}

const post = (socketPath: string, path: string, input: unknown): Promise<{ status: number; body: unknown }> =>
  new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json' };
    const outgoing = request({ socketPath, path, method: 'POST', headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve({
            status: response.statusCode ?? 500,
            body: JSON.parse(Buffer.concat(parts).toString('utf8')),
          });
        } catch (error) {
          reject(
            new Refusal(
              'unavailable',
              'the scrim that has the store open answered what is not JSON',
              undefined,
              { cause: error },
            ),
          );
        }
      });
    });
    outgoing.on('error', (error) => {
      reject(
        new Refusal('unavailable', `the scrim that has the store open does not answer: ${error.message}`),
      );
    });
    outgoing.end(JSON.stringify(input));
  });
