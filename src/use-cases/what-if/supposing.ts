import { Refusal } from '../../base/refusal.js';
import type { MemoryWorld } from '../../world/memory/memory-world.js';
import { memoryWorldOf } from '../../world/memory/memory-world.js';
import type { World } from '../../world/world-store.js';
import { createPorts } from '../create-ports.js';
import type { DecisionRecord } from '../../audit/decision-record.js';
import type { Ports } from '../views/ports.js';
import type { AppliedChange } from '../world/apply-world.js';
import type { ToldOfPast, WorldOfThen } from './as-of.js';
import { supposePerson } from './suppose-person.js';
import type { PersonSuppositions, WorldSuppositions } from './suppositions.js';
import { worldOfFiles } from './world-of-files.js';

/** What an answer says of the world that it is about; nothing if that is the stored one, as it is now. */
export interface ToldOfWorld extends ToldOfPast {
  /** Each supposition, in words. */
  readonly supposed?: readonly string[];
  /** The warnings with which the files would be applied, and others about the suppositions. */
  readonly warnings?: readonly string[];
}

/** The world that a question is about: the stored one, or a copy of it in memory that was changed. */
export interface SupposedWorld {
  readonly store: World;
  readonly ports: Ports;
  readonly told: ToldOfWorld;
}

/** What a question is asked of: the stored world or one of the past, and its ports. */
type Stored = Pick<WorldOfThen, 'ports' | 'past'> & { readonly store: World };

/**
 * The world that a question supposes. The stored world stays as it is. Every decision about it is put on record with what was supposed.
 * @throws Refusal `invalid` for files that `apply` would refuse, with each error at its place
 */
export async function supposing(stored: Stored, input: WorldSuppositions): Promise<SupposedWorld> {
  const { changed, told } = await supposedWorld(stored, input);
  return supposedPorts(stored, changed, input, told);
}

/**
 * The same for a question about a person.
 * @param input the person, who may be missing if facts are supposed
 * @returns also the name of the person
 * @throws Refusal `invalid` as well for a project or a purpose in which the person cannot work, and for unknown facts
 */
export async function supposingPerson(
  stored: Stored,
  input: PersonSuppositions & { readonly user?: string | undefined },
): Promise<SupposedWorld & { readonly user: string }> {
  const { user, suppose } = input;
  const { changed, told } = await supposedWorld(stored, input);
  const { project, purpose, facts } = suppose;
  if (project === undefined && purpose === undefined && facts === undefined) {
    if (user === undefined) throw new Refusal('invalid', 'name the user, or the facts of a new one');
    return { user, ...(await supposedPorts(stored, changed, input, told)) };
  }
  const world = changed ?? (await memoryWorldOf(stored.store));
  const at = timeOf(stored.ports, suppose);
  const person = await supposePerson(world, user, { project, purpose, facts, at });
  const all = {
    supposed: [...told.supposed, ...person.supposed],
    warnings: [...told.warnings, ...person.warnings],
  };
  return { user: person.user, ...(await supposedPorts(stored, world, input, all)) };
}

const timeOf = ({ now }: Pick<Ports, 'now'>, { at }: WorldSuppositions['suppose']): Date =>
  at === undefined ? now() : new Date(at);

interface Told {
  readonly supposed: readonly string[];
  readonly warnings: readonly string[];
}

/** The world with the files applied; undefined without files. */
async function supposedWorld(
  { store, past }: Stored,
  { files, lines, maxLines, prune, suppose: { at } }: WorldSuppositions,
): Promise<{ readonly changed: MemoryWorld | undefined; readonly told: Told }> {
  const world = past === undefined ? 'as it is now' : `as of revision ${past.revision}`;
  const time = at === undefined ? [] : [`the time is ${new Date(at).toISOString()}; the world is ${world}`];
  if (files.length + lines.length === 0) {
    if (prune) throw new Refusal('invalid', '--prune needs --file: it removes what the files do not name');
    return { changed: undefined, told: { supposed: time, warnings: [] } };
  }
  const onto = await memoryWorldOf(store);
  const made = await worldOfFiles({ files, lines, maxLines }, { onto, prune });
  if ('errors' in made) throw new Refusal('invalid', made.errors.join('\n'));
  const names = [...files, ...lines].map(({ name }) => name);
  const applied = `the files are applied${prune ? ', and what they do not name is removed' : ''}: ${listed(names)} (${counted(made.changes)})`;
  return { changed: made.world, told: { supposed: [applied, ...time], warnings: made.warnings } };
}

/** Names of files that are listed. */
const mostNames = 5;

const listed = (names: readonly string[]): string =>
  names.length > mostNames
    ? `${names.slice(0, mostNames).join(', ')} and ${names.length - mostNames} more`
    : names.join(', ');

const counted = (changes: readonly AppliedChange[]): string =>
  (['created', 'changed', 'removed'] as const)
    .map((change) => [changes.filter((one) => one.change === change).length, change] as const)
    .filter(([count]) => count > 0)
    .map(([count, change]) => `${count} ${change}`)
    .join(', ') || 'which changes nothing';

async function supposedPorts(
  { store, ports }: Stored,
  changed: MemoryWorld | undefined,
  { suppose }: WorldSuppositions,
  { supposed, warnings }: Told,
): Promise<SupposedWorld> {
  const told: ToldOfWorld = {
    ...(supposed.length === 0 ? {} : { supposed }),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
  if (supposed.length === 0) return { store, ports, told };
  const record = (made: DecisionRecord): Promise<void> =>
    ports.record(made.for === 'operation' ? made : { ...made, supposed });
  const at = timeOf(ports, suppose);
  const now = (): Date => at;
  if (changed === undefined) return { store, ports: { ...ports, record, now }, told };
  // The keys of hash masks are the store's own, so that the views are those that people would get.
  const world: World = { ...changed, secret: (name, make) => store.secret(name, make) };
  return { store: world, ports: { ...(await createPorts(world, record)), now }, told };
}
