import { parseName, SqlSyntaxError } from '../sql/parse/index.js';
import { placeKey } from '../use-cases/access-control/cluster.js';

/** How many parts the names of a list have, and how a message describes them. */
const lists = {
  catalogs: { count: 1, form: 'the name of a catalog, such as lake' },
  schemas: { count: 2, form: 'CATALOG.SCHEMA' },
  tables: { count: 3, form: 'CATALOG.SCHEMA.TABLE' },
} as const;

/** A name that cannot be read, or is given twice. */
interface PlaceProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Whether the name is the key at the path, or its value. */
  readonly part: 'key' | 'value';
}

/** The parts of a name of Trino. @throws SqlSyntaxError */
export const readPlace = (text: string): readonly string[] =>
  parseName(text, 'trino').parts.map(({ value }) => value);

/** Reads a name with a number of parts. @returns what is wrong, or its canonical text */
function read(
  text: string,
  count: number,
  form: string,
): { readonly problem: string } | { readonly key: string } {
  const expected = `expected ${form} but found '${text}'`;
  try {
    const parts = readPlace(text);
    return parts.length === count ? { key: placeKey(parts) } : { problem: expected };
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    return {
      problem: `${expected}: write a part with other characters than letters, digits and _ in double quotes`,
    };
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What is wrong with the names of catalogs, schemas and tables in `opa.clusters`. They are not read by the schema: that would load the SQL parser
 * for each command whose flags follow from the schema.
 * @param clusters the value as it was given, which may have any form
 */
export function placeProblems(clusters: unknown): readonly PlaceProblem[] {
  return (Array.isArray(clusters) ? clusters : []).flatMap(
    (cluster: unknown, index): readonly PlaceProblem[] => {
      if (!isObject(cluster)) return [];
      const path = ['opa', 'clusters', index];
      const { views } = cluster;
      const own =
        typeof views === 'string' ? read(views, 1, 'the name of a catalog, such as scrim') : undefined;
      const ofViews: readonly PlaceProblem[] =
        own !== undefined && 'problem' in own
          ? [{ path: [...path, 'views'], message: own.problem, part: 'value' }]
          : [];
      return [
        ...ofViews,
        ...Object.entries(lists).flatMap(([list, { count, form }]): readonly PlaceProblem[] => {
          const given = cluster[list];
          const seen = new Set<string>();
          return Object.keys(isObject(given) ? given : {}).flatMap((name): readonly PlaceProblem[] => {
            const complain = (message: string): readonly PlaceProblem[] => [
              { path: [...path, list, name], message, part: 'key' },
            ];
            const known = read(name, count, form);
            if ('problem' in known) return complain(known.problem);
            if (seen.has(known.key))
              return complain(`'${name}' is given twice: Trino folds the letters of names`);
            seen.add(known.key);
            return [];
          });
        }),
      ];
    },
  );
}
