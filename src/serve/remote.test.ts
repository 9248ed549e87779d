import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import type { Refusal } from '../base/refusal.js';
import { refusalLines } from '../cli/refusal-text.js';
import { openEmptyStore } from '../../test/unit/test-store.js';
import { version } from '../base/version.js';
import type { Store } from '../store/open-store.js';
import { createPorts } from '../use-cases/create-ports.js';
import { operationNames, operationsOn } from '../use-cases/operations.js';
import type { Operations } from '../use-cases/operations.js';
import { administrationOf } from '../use-cases/world/context.js';
import { controlListener } from './control.js';
import { remoteOperations } from './remote.js';

let folder: string;
let store: Store;
let local: Operations;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-'));
  store = await openEmptyStore();
  local = operationsOn(administrationOf(store, await createPorts(store, () => Promise.resolve())));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

let count = 0;

/** Asks what answers on a socket. */
async function over<T>(listener: RequestListener, ask: (operations: Operations) => Promise<T>): Promise<T> {
  const socket = join(folder, `${(count += 1)}.sock`);
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  try {
    return await ask(remoteOperations(socket));
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

it('has every operation, with the same results and the same refusals', async () => {
  const answers = async (operations: Operations) => {
    const { schema, name } = { schema: 's', name: 'd' };
    return [
      Object.keys(operations).toSorted(),
      await operations.dataSources(),
      await operations.exportWorld({ format: 'yaml' }),
      await operations
        .reviewColumns({ dataSource: `${schema}.${name}`, actor: 'ann' })
        .catch((error: unknown) => String(error)),
      await operations.view({ user: 'ann', dataSource: 's' }).catch((error: unknown) => String(error)),
    ];
  };
  const here = await answers(local);
  expect(
    await over(
      controlListener(() => local),
      answers,
    ),
  ).toEqual(here);
  expect(here[0]).toEqual([...operationNames].toSorted());
  expect(here.slice(3)).toEqual([
    "Refusal: there is no data source 's.d'",
    "Refusal: expected SCHEMA.NAME but found 's'",
  ]);
});

it.each<readonly [string, (operations: Operations) => Promise<unknown>, readonly string[]]>([
  [
    'several errors',
    (operations) =>
      operations.registerDataSources({ dataSources: [{}], remove: ['s', 'a/b'], actor: 'ann' } as never),
    [
      expect.stringMatching(/^\/dataSources\/0: missing key 'schema'/) as unknown as string,
      "/dataSources/0: missing key 'name': expected text",
      "/dataSources/0: missing key 'columns': expected a list",
      "/remove/0: expected SCHEMA.NAME but found 's'",
      "/remove/1: expected SCHEMA.NAME but found 'a/b'",
    ],
  ],
  [
    'one error deep in the input',
    (operations) => operations.registerDataSources({ dataSources: [], remove: ['s'], actor: 'ann' }),
    ["/remove/0: expected SCHEMA.NAME but found 's'"],
  ],
  [
    'more errors than are listed',
    (operations) =>
      operations.registerDataSources({ dataSources: [], remove: Array<string>(150).fill('s'), actor: 'ann' }),
    expect.arrayContaining([
      expect.stringMatching(/^\/remove\/99: /),
      expect.stringMatching(/50/),
    ]) as unknown as string[],
  ],
  [
    'one error about an option',
    (operations) => operations.view({ user: 'ann', dataSource: 's' }),
    ["expected SCHEMA.NAME but found 's'"],
  ],
  [
    'a refusal without places',
    (operations) => operations.reviewColumns({ dataSource: 's.d', actor: 'ann' }),
    ["there is no data source 's.d'"],
  ],
])('prints the same for %s, whoever has the store open', async (_, run, lines) => {
  const printed = (operations: Operations) =>
    run(operations).then(
      () => [],
      (error: unknown) => refusalLines(error as Refusal),
    );
  const here = await printed(local);
  expect(here).toEqual(lines);
  expect(
    await over(
      controlListener(() => local),
      printed,
    ),
  ).toEqual(here);
});

it.each([
  [
    '99.0.0',
    `scrim 99.0.0 has the store open, but this command is scrim ${version}: run the command with 99.0.0, or restart the service with ${version}`,
  ],
  [
    undefined,
    `an older scrim has the store open, but this command is scrim ${version}: restart the service with this version; the command may already have been carried out`,
  ],
])('says of a scrim %s that it is another one, whatever it answers', async (serving, message) => {
  const other: RequestListener = (_request, response) => {
    if (serving !== undefined) response.setHeader('Scrim-Version', serving);
    response.end('{"something": "else"}');
  };
  await expect(over(other, (operations) => operations.settings())).rejects.toMatchObject({
    kind: 'unsupported',
    message,
  });
});

it('says that what answers is no scrim', async () => {
  const other: RequestListener = (_request, response) => response.end('<p>no</p>');
  await expect(over(other, (operations) => operations.settings())).rejects.toMatchObject({
    kind: 'unavailable',
    message: 'the scrim process that has the store open sent an answer that is not JSON',
  });
});
