import { rename } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Refusal } from '../base/refusal.js';
import { version } from '../base/version.js';
import { without } from '../base/without.js';
import type { LineFile } from '../files/text-lines.js';
import { filesType, receiveFiles, sendFiles } from './carry-files.js';
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

/** The files of lines in the input of an operation, which are sent beside it. */
const linesOf = (input: unknown): readonly LineFile[] =>
  (input as { readonly lines?: readonly LineFile[] }).lines ?? [];

/** Receives the files of a result into the folder that the operation was given. */
async function receiveResult(response: IncomingMessage, folder: string): Promise<unknown> {
  const { value, files } = await receiveFiles(response, folder, largestResult);
  for (const { name, path } of files) await rename(path, join(folder, basename(name)));
  return value;
}

/** Bytes of a result that comes with files. */
const largestResult = 1_048_576;

const post = (socketPath: string, path: string, input: unknown): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const lines = linesOf(input);
    const headers = {
      'Content-Type': lines.length > 0 ? filesType : 'application/json',
      [versionHeader]: version,
    };
    const outgoing = request({ socketPath, path, method: 'POST', headers }, (response) => {
      if (response.headers['content-type'] === filesType) {
        const { folder } = input as { readonly folder: string };
        receiveResult(response, folder).then((body) => {
          resolve({ status: 200, serving: response.headers[versionHeader]?.toString(), body });
        }, reject);
        return;
      }
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
    if (lines.length === 0) {
      outgoing.end(JSON.stringify(input));
      return;
    }
    sendFiles(outgoing, without(input as { readonly lines?: unknown }, 'lines'), lines).then(
      () => outgoing.end(),
      (error: unknown) => {
        reject(error instanceof Error ? error : new Error(String(error)));
        outgoing.destroy();
      },
    );
  });
