import type { DataSource } from '../model/data-source.js';
import { kindOf, kinds } from '../model/world.js';
import { checkReferences } from './check-references.js';
import { checkClosing, isClosed, wouldClose } from './closures.js';
import { emptyWorld } from './known-objects.js';
import type { ExistingObjects } from './known-objects.js';
import type { Problem } from './problem.js';
import { referencesOf } from './references.js';
import { sqlTexts } from './sql-texts.js';

/**
 * Errors in the world after a registration: undeclared tags and owners, policies that could no longer be enforced, and subscriptions and
 * policies of a data source that would be removed. A policy that cannot be enforced already does not count: this registration did not cause
 * that.
 *
 * @param existing the world before it
 * @param dataSource the data sources after the registration
 * @param remove names of data sources
 * @returns one line per error, with the object first; as warnings, what closes these data sources already
 */
export async function checkRegistration(
  existing: ExistingObjects,
  dataSource: readonly DataSource[],
  remove: readonly string[],
): Promise<{ readonly errors: readonly string[]; readonly warnings: readonly string[] }> {
  const problems = await checkReferencesOf(existing, dataSource);
  const dangling = await leftDangling(existing, new Set(remove));
  if (problems.length + dangling.length > 0) return { errors: [...problems, ...dangling], warnings: [] };
  const change = { put: { dataSource }, remove: { dataSource: remove } };
  const { closed, standing } = await checkClosing(existing, change);
  return { errors: closed.map(wouldClose), warnings: standing.map(isClosed) };
}

/** Undeclared names and invalid types in these data sources, one line each. */
export const checkReferencesOf = async (
  existing: ExistingObjects,
  dataSource: readonly DataSource[],
): Promise<readonly string[]> =>
  perMessage(await checkReferences({ ...emptyWorld, dataSource }, sqlTexts, existing), dataSource);

/** One line for each message: a wrong tag of a whole schema is reported once, and not once for each table. */
function perMessage(problems: readonly Problem[], dataSources: readonly DataSource[]): readonly string[] {
  const places = new Map<string, string[]>();
  for (const { index, path, message } of problems) {
    const dataSource = dataSources[index];
    if (dataSource === undefined) continue;
    const [first, position] = path;
    const column = first === 'columns' ? dataSource.columns[Number(position)] : undefined;
    const place = `${kindOf.dataSource.title(dataSource)}${column === undefined ? '' : `, column '${column.name}'`}`;
    places.set(message, [...(places.get(message) ?? []), place]);
  }
  return [...places].map(([message, [place = '', ...others]]) => {
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    return `${place}${more}: ${message}`;
  });
}

async function leftDangling(
  existing: ExistingObjects,
  removed: ReadonlySet<string>,
): Promise<readonly string[]> {
  if (removed.size === 0) return [];
  const lines: string[] = [];
  for (const kind of kinds.filter((one) => kindOf[one].refersTo?.dataSource !== undefined)) {
    for (const object of await existing.all(kind)) {
      const lost = referencesOf(kind, object).filter(
        ({ to, name }) => to === 'dataSource' && removed.has(name),
      );
      for (const name of new Set(lost.map((reference) => reference.name))) {
        lines.push(
          `${kindOf[kind].title(object as never)}: data source '${name}' would be removed; first remove the reference here, with scrim apply --prune`,
        );
      }
    }
  }
  return lines;
}
