import { Refusal } from '../base/refusal.js';
import { allColumns, boolean, query, select } from '../sql/build.js';
import { parseDataType, parseQuery } from '../sql/parse/index.js';
import { trinoType } from '../sql/types/from-data-type.js';
import { coerces } from '../sql/types/trino-coercion.js';
import type { Ask } from './ask.js';

/** A view for Trino to validate. */
export interface ViewToValidate {
  readonly dataSource: string;
  readonly sql: string;
  /** The policies whose masks and filters the view contains. */
  readonly policies: readonly string[];
  /** The types to which its columns must be coercible, if they should be compared. */
  readonly columns?: readonly { readonly name: string; readonly type: string }[] | undefined;
}

/**
 * Lets Trino analyze views, without reading rows.
 * @returns Trino's refusals, in terms of data sources and policies
 * @throws Refusal `unavailable`, `unauthenticated` if Trino cannot be used
 */
export async function validateViews(ask: Ask, views: readonly ViewToValidate[]): Promise<readonly string[]> {
  const problems: string[] = [];
  const refused = new Set<string>();
  for (const view of views) {
    // If Trino refuses a view without masks, it refuses the view with masks too.
    if (refused.has(view.dataSource)) continue;
    const found = await problemsOf(ask, view);
    if (found.length > 0) refused.add(view.dataSource);
    problems.push(...found);
  }
  return problems;
}

async function problemsOf(ask: Ask, view: ViewToValidate): Promise<readonly string[]> {
  const { dataSource, policies, columns = [] } = view;
  const whose =
    policies.length === 0 ? '' : `, as ${nameAll(policies)} ${policies.length === 1 ? 'shows' : 'show'} it`;
  const subject = `data source '${dataSource}'${whose}`;
  try {
    const answer = await ask(nothingOf(view.sql));
    const given = new Map(answer.columns.map(({ name, type }) => [name, type]));
    return columns.flatMap(({ name, type }) => {
      const actual = given.get(name);
      return actual === undefined || fits(actual, type)
        ? []
        : [
            `${subject}: column '${name}' is ${actual} in Trino, and its view needs ${type}: declare its type as ${actual}`,
          ];
    });
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'invalid') throw error;
    const denied = /access denied/i.test(error.message);
    const hint = denied ? '; run this as the user that reads the raw tables, with --user' : '';
    return [`${subject}: ${error.message}${hint}`];
  }
}

const nameAll = (policies: readonly string[]): string =>
  `${policies.length === 1 ? 'policy' : 'policies'} ${policies.map((name) => `'${name}'`).join(', ')}`;

/** A query without rows, to learn the types of a view's columns. */
const nothingOf = (sql: string) =>
  query(
    select({
      items: [allColumns()],
      from: { kind: 'SubqueryRelation', query: parseQuery(sql, 'trino') },
      where: boolean(false),
    }),
  );

const fits = (actual: string, wanted: string): boolean => {
  try {
    return coerces(trinoType(parseDataType(actual, 'trino')), trinoType(parseDataType(wanted, 'trino')));
  } catch {
    return true;
  }
};
