import { createRecorder } from '../audit/recorder.js';
import { Refusal } from '../base/refusal.js';
import { socketOf, takeFolder } from '../store/folder-lock.js';
import type { HeldFolder } from '../store/folder-lock.js';
import { isFolder, isUnused, openStore } from '../store/open-store.js';
import { controlListener } from './control.js';
import type { ConfiguredArchive } from '../audit/archive/archiving.js';
import { createPorts } from '../use-cases/create-ports.js';
import { administrationOf } from '../use-cases/world/context.js';
import { operationsOn } from '../use-cases/operations.js';
import type { Operations } from '../use-cases/operations.js';
import { remoteOperations } from './remote.js';

/** Operations for the duration of one command. */
export interface OpenOperations {
  readonly operations: Operations;
  close(): Promise<void>;
}

/**
 * Opens a store for one command: directly, or through the `scrim serve` that has its folder open.
 * @param asking for a command that changes nothing: a folder that has no store yet stays so, and is read as an empty world
 * @param archive reads which archive of records there is, for a command that reads them
 * @throws Refusal `unavailable`, and what `archive` throws
 */
export async function openOperations(
  given: string,
  {
    asking = false,
    archive = () => Promise.resolve(undefined),
  }: {
    readonly asking?: boolean;
    readonly archive?: () => Promise<ConfiguredArchive | undefined>;
  } = {},
): Promise<OpenOperations> {
  const location = asking && isFolder(given) && (await isUnused(given)) ? 'memory:' : given;
  let held: HeldFolder | undefined;
  if (isFolder(location)) {
    try {
      held = await takeFolder(
        location,
        controlListener(() => undefined),
      );
    } catch (error) {
      if (!(error instanceof Refusal && error.kind === 'conflict')) throw error;
      return { operations: remoteOperations(await socketOf(location)), close: () => Promise.resolve() };
    }
  }
  try {
    const store = await openStore(location);
    // Each command is a process of its own: nothing is counted, and each decision is stored before it is printed.
    const { record } = createRecorder(store.audit, { now: () => new Date(), foldSeconds: 0 });
    const ports = await createPorts(store, record);
    return {
      operations: operationsOn(administrationOf(store, ports, await archive())),
      close: async () => {
        await store.close();
        await held?.release();
      },
    };
  } catch (error) {
    await held?.release();
    throw error;
  }
}
