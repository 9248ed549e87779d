import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import express from 'express';
import type { NextFunction, Request, Response } from 'express';

import { inputProblems } from '../base/input.js';
import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';
import { version } from '../base/version.js';
import { pointerOf } from '../http/api/pointer.js';
import { inTemporaryFolder } from '../files/temporary-folder.js';
import { parseJson, readText } from '../http/read-body.js';
import { filesType, receiveFiles, sendFiles } from './carry-files.js';
import { FaultyObject } from '../use-cases/world/failures.js';
import type { Operations } from '../use-cases/operations.js';

/** A failure as it is sent over the socket. */
export interface ControlFailure {
  readonly kind: Refusal['kind'];
  readonly message: string;
  readonly detail?: string;
  /** The errors in the input, each with a JSON Pointer (RFC 6901) into it. */
  readonly errors?: readonly {
    readonly pointer: string;
    readonly message: string;
    /** The number of problems that this one summarizes. */
    readonly more?: number;
  }[];
}

/** The header in which both ends of the socket report their version. Inputs and results are compatible only within one version. */
export const versionHeader = 'scrim-version';

/** The error for a command whose version differs from that of the process that has the store open. */
export const versionsDiffer = (serving: string, asking: string): string =>
  `scrim ${serving} has the store open, but this command is scrim ${asking}: run the command with ${serving}, or restart the service with ${asking}`;

/** Limit of a request. World files are read whole, and only the folder's owner can send them. */
const largestInput = 256 * 1_024 * 1_024;

/**
 * Answers the administrator on the socket of a store folder: `POST /NAME` runs the operation with that name, which checks its input.
 * @param operations undefined for a process that has the folder open only for a moment
 */
export function controlListener(operations: () => Operations | undefined): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  app.use((request, response, next) => {
    response.set(versionHeader, version);
    const theirs = request.get(versionHeader);
    if (theirs === undefined || theirs === version) next();
    else send(response, new Refusal('unsupported', versionsDiffer(version, theirs)));
  });
  app.post('/:name', async (request, response) => {
    if (request.is(filesType) !== filesType) {
      await run(request, response, await readInput(request, response));
      return;
    }
    await inTemporaryFolder(async (folder) => {
      const { value, files } = await receiveFiles(request, folder, largestInput);
      const input = checked(value);
      await run(request, response, { ...(input as object), lines: files });
    });
  });
  const run = async (request: Request, response: Response, input: unknown): Promise<void> => {
    const offered = operations();
    if (offered === undefined) {
      const busy: ControlFailure = { kind: 'conflict', message: 'another command has the store open' };
      response.status(503).json(busy);
      return;
    }
    const operation = Object.entries(offered).find(([name]) => name === request.params.name)?.[1];
    try {
      if (operation === undefined)
        throw new Refusal('unsupported', `there is no operation '${request.params.name}'`);
      if (request.params['name'] === 'exportFolder') await answerFolder(response, offered, input);
      else response.json((await operation(input as never)) ?? null);
    } catch (error) {
      send(response, error);
    }
  };
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const failure: ControlFailure = {
      kind: 'invalid',
      message: `the input cannot be read: ${errorMessage(error)}`,
    };
    response.status(400).json(failure);
  });
  return app;
}

/** Exports into a folder of this process, and sends its files. */
const answerFolder = (response: Response, operations: Operations, input: unknown): Promise<void> =>
  inTemporaryFolder(async (folder) => {
    const result = await operations.exportFolder({ ...(input as { format: 'yaml' | 'json' }), folder });
    response.type(filesType);
    const files = result.files.map((name) => ({ name, path: join(folder, name) }));
    await sendFiles(response, result, files);
    response.end();
  });

function send(response: Response, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { kind, message, detail } =
    error instanceof Refusal ? error : new Refusal('unavailable', errorMessage(error));
  const failure: ControlFailure = {
    ...{ kind, message },
    ...(detail === undefined ? {} : { detail }),
    ...(error instanceof FaultyObject
      ? {
          errors: error.faults.map(({ path, message: what, more }) => ({
            pointer: pointerOf(path),
            message: what,
            ...(more === undefined ? {} : { more }),
          })),
        }
      : {}),
  };
  response.status(400).json(failure);
}

/**
 * Reads the input of an operation. The texts of world files are checked by their own reader, which knows their lines.
 * @throws an error for input that is not JSON, nested too deep, or too large
 */
async function readInput(request: Request, response: Response): Promise<unknown> {
  return checked(parseJson(await readText(request, response, largestInput)));
}

function checked(input: unknown): unknown {
  const { files, ...others } = (typeof input === 'object' && input !== null ? input : {}) as Readonly<
    Record<string, unknown>
  >;
  const names = Array.isArray(files)
    ? files.map((file: unknown) => ({ ...(file as object), text: '' }))
    : files;
  const [problem] = inputProblems({ ...others, files: names });
  if (problem === undefined) return input;
  throw new Refusal('invalid', `${pointerOf(problem.path)}: ${problem.message}`);
}
