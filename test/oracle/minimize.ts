import { whole } from './arbitrary-world.js';
import type { DraftWorld } from './arbitrary-world.js';

/** Sections of a world in which an entry may be left out. */
const sections = [
  'policies',
  'projects',
  'workingProjects',
  'acknowledgements',
  'subscriptions',
  'blocks',
  'subscriptionPolicies',
  'dataSources',
] as const;

const without = <T>(list: readonly T[] | undefined, index: number): T[] =>
  (list ?? []).filter((_, at) => at !== index);

/** Worlds with a bit less than one: the greater steps first. */
function* smaller(world: DraftWorld): Generator<DraftWorld> {
  for (const section of sections) {
    for (const index of (world[section] ?? []).keys()) {
      yield whole({ ...world, [section]: without<unknown>(world[section], index) });
    }
  }
  for (const [at, policy] of world.policies.entries()) {
    for (const index of policy.rules.keys()) {
      if (policy.rules.length === 1) continue;
      const rules = without(policy.rules, index);
      yield { ...world, policies: world.policies.with(at, { ...policy, rules }) };
    }
  }
  for (const section of ['users', 'groups'] as const) {
    for (const [at, one] of (world[section] ?? []).entries()) {
      if (Object.keys(one.attributes ?? {}).length === 0) continue;
      yield {
        ...world,
        [section]: (world[section] ?? []).map((other, index) =>
          index === at ? { ...one, attributes: {} } : other,
        ),
      };
    }
  }
  for (const [at, one] of (world.users ?? []).entries()) {
    if ((one.groups ?? []).length === 0) continue;
    yield {
      ...world,
      users: (world.users ?? []).map((other, index) => (index === at ? { ...one, groups: [] } : other)),
    };
  }
}

/**
 * Makes a world smaller as long as it stays wrong.
 * @param isWrong asks again; a world that cannot be asked about is not wrong
 * @param attempts how often it may ask
 */
export async function minimize(
  world: DraftWorld,
  isWrong: (smaller: DraftWorld) => Promise<unknown>,
  attempts: number,
): Promise<DraftWorld> {
  let left = attempts;
  let least = world;
  for (let found = true; found && left > 0;) {
    found = false;
    for (const candidate of smaller(least)) {
      if (left === 0) break;
      left -= 1;
      if ((await isWrong(candidate)) === undefined) continue;
      least = candidate;
      found = true;
      break;
    }
  }
  return least;
}
