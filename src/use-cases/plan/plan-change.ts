import { setImmediate } from 'node:timers/promises';

import { tagsReaching } from '../../model/tags-reaching.js';
import type { Column, DataSource } from '../../model/data-source.js';
import { withParents } from '../../model/names.js';
import type { Kind } from '../../model/world.js';
import { mayGain } from '../../policy/compare/change.js';
import { sharing } from '../../policy/sources/share-table.js';
import { changedObjects, memoryWorldOf } from '../../world/memory/memory-world.js';
import type { MemoryWorld } from '../../world/memory/memory-world.js';
import type { ChangedObject, World } from '../../world/world-store.js';
import { putComparisonOnRecord } from '../decisions/decide.js';
import type { PlaceInFiles } from '../what-if/world-of-files.js';
import type { Ports } from '../views/ports.js';
import { causesFinder } from './causes.js';
import type { Cause, Changes } from './causes.js';
import { compareWorlds } from './compare-worlds.js';
import type { Both } from './both.js';
import type { ComparedSource } from './compare-worlds.js';
import { effectsOn } from './effect.js';
import type { ClassEffect } from './effect.js';
import { planRedshift } from './plan-redshift.js';
import type { RedshiftPlan } from './plan-redshift.js';

/** What a change does to what people see of a data source. */
export interface Effect extends ClassEffect {
  readonly dataSource: string;
  /** Tags of the column, if the effect is on one. */
  readonly tags: readonly string[];
  /** How many users it is on, and some of them. */
  readonly users: number;
  readonly examples: readonly string[];
  readonly because: readonly Cause[];
}

/** What a change does, before it is made. */
export interface Plan {
  /** The revision of the world that would change. */
  readonly revision: number;
  readonly at: string;
  readonly changes: readonly (ChangedObject & { readonly place?: string })[];
  readonly warnings: readonly string[];
  /** By data source; the widest and largest first. */
  readonly effects: readonly Effect[];
  /** What is certain in spite of all effects, in sentences. */
  readonly certain: readonly string[];
  /** What the plan does not tell, in sentences. */
  readonly notTold: readonly string[];
  /** What a push to Redshift would then replace; null if no data source is there. */
  readonly redshift: RedshiftPlan | null;
}

/** A change that was tried in memory: what is wrong with it, or what it warns of. */
export type Tried =
  | { readonly errors: readonly string[] }
  | { readonly warnings: readonly string[]; readonly placeOf?: PlaceInFiles };

/**
 * Tells what a change would do, in objects and in effect on people. Nothing is changed.
 * @param change makes the change to a world in memory
 * @param client who asks, for the record
 */
export async function planChange(
  {
    store,
    ports,
  }: { readonly store: Pick<World, 'snapshot'>; readonly ports: Pick<Ports, 'now' | 'record'> },
  change: (world: MemoryWorld) => Promise<Tried>,
  client = 'operator',
): Promise<Plan | { readonly errors: readonly string[] }> {
  const at = ports.now();
  const before = await memoryWorldOf(store);
  const after = before.fork();
  const tried = await change(after);
  if ('errors' in tried) return tried;
  const objects = { before: before.objects(), after: after.objects() };
  const changed = changedObjects(objects.before, objects.after);
  const { placeOf = () => undefined } = tried;
  const found = await effectsOf({ before, after }, { changed, objects, placeOf }, at);
  await putComparisonOnRecord(ports, { client, decisions: found.decisions });
  const redshift = await planRedshift({ before, after }, at);
  return {
    revision: await before.revision(),
    at: at.toISOString(),
    changes: changed.map((one) => {
      const place = one.change === 'removed' ? undefined : placeOf(one.kind, one.key);
      return place === undefined ? one : { ...one, place };
    }),
    warnings: tried.warnings,
    effects: found.effects,
    certain: found.certain,
    notTold: notToldOf(objects),
    redshift,
  };
}

/** People may switch projects, and acknowledge purposes, by themselves. */
const notToldOf = ({ before, after }: Changes['objects']): readonly string[] =>
  [before, after].some((objects) => objects.all('project').length > 0)
    ? ['people count as in the project in which they work now; after a switch they may see more']
    : [];

/** Milliseconds of work after which other requests have their turn. */
const turn = 20;

async function effectsOf(
  worlds: Both<MemoryWorld>,
  changes: Changes,
  at: Date,
): Promise<Pick<Plan, 'effects' | 'certain'> & { readonly decisions: number }> {
  const kinds = new Set<Kind>(changes.changed.map(({ kind }) => kind));
  const effects: Effect[] = [];
  const gained = { access: false, rows: false, raw: new Set<string>(), untagged: false };
  const seenTags = new Set<string>();
  let decisions = 0;
  let began = performance.now();
  const pause = async (): Promise<void> => {
    if (performance.now() - began < turn) return;
    await setImmediate();
    began = performance.now();
  };

  const noteRaw = (columns: readonly Column[], source: ComparedSource): void => {
    for (const { name } of columns) {
      const tags = [...tagsOf(source, name), ...tagsBeneath(source)];
      for (const tag of tags) gained.raw.add(tag);
      gained.untagged ||= tags.length === 0;
    }
  };

  for (const source of compareWorlds(worlds, kinds, at)) {
    const causesOf = causesFinder(changes, source);
    const merged = new Map<string, Effect>();
    for (const tag of tagsIn(source)) seenTags.add(tag);
    for (const one of source.classes) {
      decisions += 2;
      await pause();
      const { effects: found, rawGained } = effectsOn(one.decision, source.facts, one);
      noteRaw(rawGained, source);
      for (const effect of found) {
        const widens = mayGain(effect.change);
        gained.access ||= widens && effect.what === 'access';
        gained.rows ||= widens && effect.what !== 'column';
        const because = causesOf(effect, one);
        const key = JSON.stringify([effect, because]);
        const known = merged.get(key);
        merged.set(key, {
          ...effect,
          dataSource: source.dataSource,
          tags: effect.column === undefined ? [] : tagsOf(source, effect.column),
          users: (known?.users ?? 0) + one.users,
          examples: [...(known?.examples ?? []), ...one.examples].toSorted().slice(0, mostExamples),
          because,
        });
      }
    }
    effects.push(...[...merged.values()].toSorted(widestFirst));
  }
  return { effects, certain: certainOf(gained, seenTags), decisions };
}

/** Examples that are told of an effect. */
const mostExamples = 3;

const ranks: Readonly<Record<Effect['change'], number>> = { wider: 0, different: 1, narrower: 2, ends: 3 };

const widestFirst = (one: Effect, other: Effect): number =>
  ranks[one.change] - ranks[other.change] || other.users - one.users;

const columnsOf = ({ facts }: Pick<ComparedSource, 'facts'>): readonly Column[] =>
  governedIn(facts).flatMap(({ columns }) => columns);

/** A data source before and after a change, with the tags that it has by others over its raw table. */
const governedIn = (facts: ComparedSource['facts']): readonly DataSource[] =>
  [facts.before, facts.after].flatMap(({ dataSource, sharedWith }) =>
    dataSource === undefined ? [] : [sharing(dataSource, sharedWith)],
  );

/** All tags of what the query of a data source reads: any of its columns may be computed from them. */
const tagsBeneath = ({ facts }: Pick<ComparedSource, 'facts'>): readonly string[] =>
  [facts.before, facts.after].flatMap(({ sources }) => [...sources.values()].flat()).flatMap(tagsReaching);

/** The tags of a column before or after a change, those of its data source, and all above these. */
function tagsOf(source: Pick<ComparedSource, 'facts'>, column: string): readonly string[] {
  const tags = [
    ...columnsOf(source)
      .filter(({ name }) => name === column)
      .flatMap((one) => one.tags),
    ...governedIn(source.facts).flatMap((one) => one.tags),
  ];
  return [...new Set(tags.flatMap(withParents))].toSorted();
}

const tagsIn = (source: Pick<ComparedSource, 'facts'>): readonly string[] =>
  columnsOf(source).flatMap(({ tags }) => tags.flatMap(withParents));

/** Sentences about what nobody gains. */
function certainOf(
  gained: {
    readonly access: boolean;
    readonly rows: boolean;
    readonly raw: ReadonlySet<string>;
    readonly untagged: boolean;
  },
  seen: ReadonlySet<string>,
): readonly string[] {
  if (!gained.access && !gained.rows && gained.raw.size === 0 && !gained.untagged) {
    return ['nobody gains access, rows or raw values'];
  }
  const safe = [...seen].filter((tag) => !gained.raw.has(tag)).toSorted();
  // A tag says all that those beneath it say.
  const highest = safe.filter((tag) => !safe.some((other) => tag !== other && tag.startsWith(`${other}.`)));
  return [
    ...(gained.access ? [] : ['nobody gains access']),
    ...(gained.rows ? [] : ['nobody gains rows']),
    ...(gained.raw.size === 0 && !gained.untagged
      ? ['nobody gains raw values']
      : highest.length === 0
        ? []
        : [`nobody gains raw values of a column tagged ${highest.join(', ')}`]),
  ];
}
