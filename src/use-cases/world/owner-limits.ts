import { invariant } from '../../base/invariant.js';
import { askEditor } from '../../world/ask-editor.js';
import { openFactsFor } from '../../facts/facts-for.js';
import type { Look } from '../../world/look.js';
import type { Editor } from '../../world/world-store.js';
import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import type { Policy } from '../../model/policy.js';
import { textsIn } from '../../model/rule.js';
import type { Rule } from '../../model/rule.js';
import type { Kind, ObjectOf } from '../../model/world.js';
import { considerPolicy } from '../../policy/consider-policy.js';
import type { ColumnDecision, Shown } from '../../policy/shown.js';
import type { Facts } from '../../policy/facts.js';
import { tablesIn } from '../../policy/predicate/names.js';
import { showsMore } from '../../policy/shows-more.js';
import { govern, nothingFromAbove } from '../../policy/sources/govern.js';
import type { Governed } from '../../policy/sources/governed.js';
import { columnsOfRow } from '../../policy/sources/row-columns.js';
import { reachOf, whoMay } from './authorize.js';
import {
  checkNotGranted,
  checkRegistered,
  checkTagsKept,
  keepsTags,
  registersDataSources,
} from './check-metadata.js';
import { refuse } from './failures.js';
import type { Fault } from './failures.js';
import type { Asking } from './relations.js';

/** An object before and after a write; undefined if it does not exist. */
export interface Written<K extends Kind> {
  readonly kind: K;
  readonly before: ObjectOf[K] | undefined;
  readonly after: ObjectOf[K] | undefined;
}

/**
 * Executes a write within the limits of its actor. Governors change the metadata of data sources, not their definition. Owners cannot show
 * anybody more than before by tags and local policies, and cannot read a lookup table that is not open to owners.
 * @throws FaultyObject if the write exceeds the limits; the transaction must then be rolled back
 */
export async function withinLimits<K extends Kind>(
  editor: Editor,
  asking: Asking,
  written: Written<K>,
  write: () => Promise<void>,
): Promise<void> {
  const limited = limits[written.kind];
  await (limited === undefined ? write() : limited(editor, asking, written, write));
}

/** Executes a write within the limits of its actor. */
type Limited<T> = (
  editor: Editor,
  asking: Asking,
  change: { readonly before: T | undefined; readonly after: T | undefined },
  write: () => Promise<void>,
) => Promise<void>;

const limits: { readonly [K in Kind]?: Limited<ObjectOf[K]> } = {
  dataSource: async (editor, asking, { before, after }, write) =>
    before === undefined || after === undefined || registersDataSources(asking.actor.roles)
      ? write()
      : changeMetadata(editor, asking, { before, after }, write),
  policy: async (editor, asking, change, write) =>
    reachOf(asking.actor.roles, 'policy', 'change') === 'all'
      ? write()
      : changeLocalPolicy(editor, asking, change, write),
};

async function changeMetadata(
  editor: Editor,
  asking: Asking,
  { before, after }: { readonly before: DataSource; readonly after: DataSource },
  write: () => Promise<void>,
): Promise<void> {
  const registered = checkRegistered(before, after);
  if (keepsTags(asking.actor.roles)) {
    refuse(registered);
    await write();
    return;
  }
  const subscriptionPolicies = await editor.all('subscriptionPolicy');
  const users = { policies: await editor.all('policy'), subscriptionPolicies };
  refuse([...registered, ...checkTagsKept(before, after, users), ...checkNotGranted(before, after, users)]);
  const position = after.columns.findIndex(
    ({ tags }, index) => JSON.stringify(tags) !== JSON.stringify(before.columns[index]?.tags),
  );
  const path = position < 0 ? ['tags'] : ['columns', position, 'tags'];
  await showingNoMore(editor, asking, [formatDataSourceName(before)], path, write);
}

async function changeLocalPolicy(
  editor: Editor,
  asking: Asking,
  { before, after }: { readonly before: Policy | undefined; readonly after: Policy | undefined },
  write: () => Promise<void>,
): Promise<void> {
  const names = [before?.dataSource, after?.dataSource].filter((name) => name !== undefined);
  if (after !== undefined) refuse(await unopenedTables(editor, before, after));
  const broken = before === undefined ? [] : await brokenBy(editor, asking, before);
  if (broken.length > 0) {
    const message = `it cannot be enforced now (${broken.join('; ')}): ${whoMay('policy', 'change', 'all')} may fix or remove it`;
    refuse([{ path: [], message }]);
  }
  await showingNoMore(editor, asking, names, after === undefined ? [] : ['rules'], write);
  if (after !== undefined)
    refuse(await askEditor(editor, (look) => maskedColumnsRead(look, asking, before, after)));
}

/** New rules of a policy, each with its place. Older rules were checked when they were written. */
function newRules(before: Policy | undefined, after: Policy): readonly (readonly [number, Rule])[] {
  const stood = before?.dataSource === after.dataSource ? (before?.rules ?? []) : [];
  const texts = new Set(stood.map((rule) => JSON.stringify(rule)));
  return after.rules.flatMap((rule, index) =>
    texts.has(JSON.stringify(rule)) ? [] : [[index, rule] as const],
  );
}

/** Lookup tables in new rules of a policy that owners may not use. */
async function unopenedTables(
  editor: Editor,
  before: Policy | undefined,
  after: Policy,
): Promise<readonly Fault[]> {
  const open = new Set(
    (await editor.all('lookupTable'))
      .filter(({ usableBy }) => usableBy === 'owners')
      .map(({ table }) => table),
  );
  return newRules(before, after).flatMap(([index, rule]) =>
    textsIn(rule).flatMap(({ text, path }) =>
      tablesIn(text)
        .filter((table) => !open.has(table))
        .map((table) => ({
          path: ['rules', index, ...path],
          message: `there is no lookup table '${table}' that owners may use; an administrator can allow one with usableBy: owners`,
        })),
    ),
  );
}

/** Why a policy cannot be enforced on its data source. */
const brokenBy = (editor: Editor, asking: Asking, policy: Policy): Promise<readonly string[]> =>
  askEditor(editor, (look) => {
    const facts = everyone(look, asking, policy.dataSource ?? '');
    if (facts.dataSource === undefined || !policy.enabled) return [];
    return considerPolicy(policy, facts.dataSource, facts).problems;
  });

/** Columns that other policies mask and that predicates of new rules read: rows and cells would then depend on their raw values. */
function maskedColumnsRead(
  look: Look,
  asking: Asking,
  before: Policy | undefined,
  after: Policy,
): readonly Fault[] {
  const facts = everyone(look, asking, after.dataSource ?? '');
  const { dataSource } = facts;
  if (dataSource === undefined) return [];
  const local = new Set(
    facts.policies.filter((policy) => policy.dataSource === after.dataSource).map(({ name }) => name),
  );
  const isMasked = ({ masks, beneath = [], computedFromMasked }: ColumnDecision): boolean =>
    computedFromMasked === true || [...masks, ...beneath].some(({ policy }) => !local.has(policy));
  const masked = governed(facts).shown.columns.filter(isMasked);
  return newRules(before, after).flatMap(([index, rule]) => {
    // Checked as if it were enabled, because it may be enabled later.
    const judged = { ...after, enabled: true, rules: [rule] };
    const { filters, candidates } = considerPolicy(judged, dataSource, facts);
    const read = new Set([
      ...filters.flatMap((filter) => [...columnsOfRow(filter)]),
      ...candidates.flatMap(({ where }) =>
        where === undefined ? [] : [...columnsOfRow({ type: 'custom', ...where })],
      ),
    ]);
    return masked
      .filter(({ column: { name } }) => read.has(name))
      .map(({ column: { name } }) => ({
        path: ['rules', index],
        message: `a predicate reads column '${name}', which a policy masks: it would show its raw values; ${whoMay('policy', 'change', 'all')} may write it`,
      }));
  });
}

/** Executes a write that must not show anybody more of these data sources, and of those over the same raw tables. */
async function showingNoMore(
  editor: Editor,
  asking: Asking,
  names: readonly string[],
  path: Fault['path'],
  write: () => Promise<void>,
): Promise<void> {
  const shownNow = (): Promise<ReadonlyMap<string, Shown>> =>
    askEditor(
      editor,
      (look) =>
        new Map(
          names
            .flatMap((name) => sharing(look, name))
            .flatMap((name) => {
              const facts = everyone(look, asking, name);
              return facts.dataSource === undefined ? [] : [[name, governed(facts).shown] as const];
            }),
        ),
    );
  const before = await shownNow();
  await write();
  const after = await shownNow();
  refuse(
    [...after].flatMap(([name, shown]) => {
      const was = before.get(name);
      const more = was === undefined ? ['all of it'] : showsMore(was, shown);
      return more.length === 0
        ? []
        : [
            {
              path,
              message: `this could show more of data source '${name}': ${more.join('; ')}; ${whoMay('policy', 'change', 'all')} may do it`,
            },
          ];
    }),
  );
}

/** A data source and all others over its raw table, whose policies may apply to each other. */
function sharing(look: Look, name: string): readonly string[] {
  const { table } = look({ entry: 'dataSource', name }) ?? {};
  const others = table === undefined ? [] : (look({ entry: 'dataSourcesOver', table }) ?? []);
  return [...new Set([name, ...others])];
}

const everyone = (look: Look, { at }: Asking, dataSourceName: string): Facts =>
  openFactsFor(look, { dataSourceName, at });

/** Unreviewed columns as their owners see them: only masks of policies apply to owners. */
function governed(facts: Facts): Governed {
  const { dataSource } = facts;
  invariant(dataSource !== undefined, 'there is no data source to compare');
  return govern(dataSource, facts, { ...nothingFromAbove, unreviewed: 'shown' });
}
