import { internalError, invariant } from '../../base/invariant.js';
import type { MemoryWorld } from '../../world/memory/memory-world.js';
import { createPorts } from '../create-ports.js';
import type { Administration } from '../world/context.js';
import { planChange } from './plan-change.js';
import type { Plan } from './plan-change.js';

/**
 * Tells what one write would do, in objects and in effect on people. The write runs on a copy of the world in memory, so nothing that it
 * does reaches the store, its history, webhooks or caches.
 * @param write the write, on an administration of the copy; what it returns is not looked at
 * @param client who asks, for the record
 * @throws what the write throws
 */
export async function planWrite(
  administration: Administration,
  write: (on: Administration) => Promise<unknown>,
  client?: string,
): Promise<Plan> {
  const plan = await planChange(
    administration,
    async (world) => {
      await write(await administrationOn(world, administration));
      return { warnings: [] };
    },
    client,
  );
  invariant(!('errors' in plan), 'a planned write has errors that it did not throw');
  return plan;
}

/** The administration of a copy of the world. What is not part of the world does not exist there. */
async function administrationOn(
  world: MemoryWorld,
  { ports: { now }, webhooks }: Administration,
): Promise<Administration> {
  // A write answers nobody with what it decides on a copy. The comparison is what is answered, and is put on record.
  const ports = await createPorts(world, () => Promise.resolve());
  return {
    store: world,
    ports: { ...ports, now },
    history: notIn('history'),
    apiKeys: notIn('apiKeys'),
    // Whether somebody can be told is read; nothing is queued.
    webhooks: notIn('webhooks', { isBreakGlassSent: () => webhooks.isBreakGlassSent() }),
    audit: notIn('audit'),
    archiving: notIn('archiving'),
  };
}

/** Refuses every use but of some members, so that a write that is wrongly planned changes nothing outside of the world. */
const notIn = <K extends 'history' | 'apiKeys' | 'webhooks' | 'audit' | 'archiving'>(
  name: K,
  but: Partial<Administration[K]> = {},
): Administration[K] =>
  new Proxy(but as Administration[K], {
    get: (part, member) => {
      if (Object.hasOwn(part, member)) return Reflect.get(part, member) as unknown;
      throw internalError(`a planned write uses '${name}', which is not part of the world`);
    },
  });
