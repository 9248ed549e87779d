import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { Refusal } from '../base/refusal.js';
import { version } from '../base/version.js';
import { versionHeader, versionsDiffer } from './control.js';
import type { ControlFailure } from './control.js';
import { pathOf } from '../http/api/pointer.js';
import { FaultyObject } from '../use-cases/world/failures.js';
import { operationNames } from '../use-cases/operations.js';
import type { Operations } from '../use-cases/operations.js';

/** How long a command waits for another command that has the folder open, in milliseconds. */
const patience = 30_000;
const pause = 100;

/** The operations of the process that has a store folder open, called over its socket. */
export function remoteOperations(socketPath: string): Operations {
  const call =
    (name: string) =>
    async (input: unknown = {}): Promise<unknown> => {
      const until = Date.now() + patience;
      for (;;) {
        const { status, serving, body } = await post(socketPath, `/${name}`, input);
        // Another command has the folder open for a moment. Whatever its version, it did not run this operation.
        if (status === 503 && Date.now() <= until) {
          await sleep(pause);
          continue;
        }
        if (serving !== version) throw new Refusal('unsupported', otherVersion(serving));
        if (status === 200) return body;
        throw failureOf(body as ControlFailure);
      }
    };
  return Object.fromEntries(operationNames.map((name) => [name, call(name)])) as unknown as Operations;
}

/** The failure as the operation raised it. */
const failureOf = ({ kind, message, detail, errors }: ControlFailure): Refusal =>
  errors === undefined
    ? new Refusal(kind, message, detail)
    : new FaultyObject(errors.map(({ pointer, ...fault }) => ({ ...fault, path: pathOf(pointer) })));

/** An older scrim, which does not report its version, has run the operation; a newer one has refused it. */
const otherVersion = (serving: string | undefined): string =>
  serving === undefined
    ? `an older scrim has the store open, but this command is scrim ${version}: restart the service with this version; the command may already have been carried out`
    : versionsDiffer(serving, version);

interface Answer {
  readonly status: number;
  /** The version of the scrim that answers. */
  readonly serving: string | undefined;
  readonly body: unknown;
}

const post = (socketPath: string, path: string, input: unknown): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', [versionHeader]: version };
    const outgoing = request({ socketPath, path, method: 'POST', headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve({
            status: response.statusCode ?? 500,
            serving: response.headers[versionHeader]?.toString(),
            body: JSON.parse(Buffer.concat(parts).toString('utf8')),
          });
        } catch (error) {
          reject(
            new Refusal(
              'unavailable',
              'the scrim process that has the store open sent an answer that is not JSON',
              undefined,
              { cause: error },
            ),
          );
        }
      });
    });
    outgoing.on('error', (error) => {
      reject(
        new Refusal(
          'unavailable',
          `the scrim process that has the store open does not answer: ${error.message}`,
        ),
      );
    });
    outgoing.end(JSON.stringify(input));
  });
