import type { DataSource } from '../model/data-source.js';
import { formatDataSourceName } from '../model/names.js';
import { kinds } from '../model/world.js';
import type { Kind, ObjectOf, WorldObjects } from '../model/world.js';
import { checkEnforceable } from '../world/check-enforceable.js';
import { checkReferences } from '../world/check-references.js';
import type { ExistingObjects } from '../world/known-objects.js';
import type { Problem } from '../world/problem.js';
import { referencesOf } from '../world/references.js';
import { sqlTexts } from '../world/sql-texts.js';

/** A data source as it is registered, if it is, and as it would be. */
export interface DataSourceChange {
  readonly before: DataSource | undefined;
  readonly after: DataSource;
}

/**
 * What would be wrong with the world after a registration: tags and owners that nothing declares, policies that could no
 * longer be enforced, subscriptions and policies about a data source that would be gone. A policy that cannot be enforced
 * as it is does not count: this registration has not brought that about.
 *
 * @param existing the world before it
 * @param remove names of data sources
 * @returns a line each, with the object first
 */
export async function checkRegistration(
  existing: ExistingObjects,
  changes: readonly DataSourceChange[],
  remove: readonly string[],
): Promise<readonly string[]> {
  const dataSource = changes.map(({ after }) => after);
  return [
    ...(await checkReferencesOf(existing, dataSource)),
    ...(await newlyClosed(existing, changes)),
    ...(await leftDangling(existing, new Set(remove))),
  ];
}

/** Names in these data sources that nothing declares, and types that are none; a line each. */
export const checkReferencesOf = async (
  existing: ExistingObjects,
  dataSource: readonly DataSource[],
): Promise<readonly string[]> =>
  perMessage(await checkReferences({ ...nothing, dataSource }, sqlTexts, existing), dataSource);

const nothing = Object.fromEntries(kinds.map((kind) => [kind, []])) as unknown as WorldObjects;

/** One line for each message: a tag given to a whole schema is wrong once, and not once for each of its tables. */
function perMessage(problems: readonly Problem[], dataSources: readonly DataSource[]): readonly string[] {
  const places = new Map<string, string[]>();
  for (const { index, path, message } of problems) {
    const dataSource = dataSources[index];
    if (dataSource === undefined) continue;
    const [first, position] = path;
    const column = first === 'columns' ? dataSource.columns[Number(position)] : undefined;
    const place = `${title('dataSource', dataSource)}${column === undefined ? '' : `, column '${column.name}'`}`;
    places.set(message, [...(places.get(message) ?? []), place]);
  }
  return [...places].map(([message, [place = '', ...others]]) => {
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    return `${place}${more}: ${message}`;
  });
}

/** The rules of policies that can be enforced on these data sources as they were, and not as they would be; a line each. */
export async function newlyClosed(
  existing: ExistingObjects,
  changes: readonly DataSourceChange[],
): Promise<readonly string[]> {
  const policy = await existing.all('policy');
  const closedBy = async (dataSource: readonly DataSource[]): Promise<readonly string[]> => {
    const settings = await existing.get('settings', 'settings');
    const world = { ...nothing, policy, dataSource, settings: settings === undefined ? [] : [settings] };
    return (await checkEnforceable(world)).map(({ index, path: [, rule], message }) => {
      const named = policy[index];
      return `${named === undefined ? 'policy' : title('policy', named)}, rule ${Number(rule) + 1}: ${message}`;
    });
  };
  const before = new Set(await closedBy(changes.flatMap((change) => change.before ?? [])));
  const after = await closedBy(changes.map((change) => change.after));
  return after.filter((line) => !before.has(line));
}

/** Kinds of which there can be very many, and which never name a data source. */
const unconcerned: readonly Kind[] = ['settings', 'tag', 'group', 'user', 'dataSource'];

async function leftDangling(
  existing: ExistingObjects,
  removed: ReadonlySet<string>,
): Promise<readonly string[]> {
  if (removed.size === 0) return [];
  const lines: string[] = [];
  for (const kind of kinds.filter((one) => !unconcerned.includes(one))) {
    for (const object of await existing.all(kind)) {
      const lost = referencesOf(kind, object).filter(
        ({ to, name }) => to === 'dataSource' && removed.has(name),
      );
      for (const name of new Set(lost.map((reference) => reference.name))) {
        lines.push(
          `${title(kind, object)}: data source '${name}' would be removed; take it out here first, with scrim apply --prune`,
        );
      }
    }
  }
  return lines;
}

/** What an object is called in a message. */
function title<K extends Kind>(kind: K, object: ObjectOf[K]): string {
  if ('subscriber' in object) {
    const { subscriber } = object;
    return 'user' in subscriber
      ? `the subscription of user '${subscriber.user}'`
      : `the subscription of group '${subscriber.group}'`;
  }
  if ('schema' in object && 'name' in object) return `data source '${formatDataSourceName(object)}'`;
  return 'name' in object ? `${kind} '${object.name}'` : kind;
}
