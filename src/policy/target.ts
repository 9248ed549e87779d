import type { Column, DataSource } from '../model/data-source.js';
import { tagReaches } from '../model/names.js';
import type { Policy } from '../model/policy.js';
import { columnIn } from '../model/row-filter.js';
import type { ColumnReference } from '../model/row-filter.js';
import { textsIn } from '../model/rule.js';
import type { ColumnSelector, Rule } from '../model/rule.js';
import { namesIn } from './predicate/names.js';
import { inScope } from './scope.js';
import { mostSpecial } from './specificity.js';
import type { FoundBy } from './specificity.js';
import { fold } from '../sql/scope/names.js';

/** A column that a rule's selector found, and how. */
export interface Match {
  readonly column: Column;
  readonly foundBy: FoundBy;
}

/** Whether a policy is about a data source, and why; a rule without any target of its policy is judged by itself. */
export function isAbout(
  policy: Policy,
  rule: Rule,
  dataSource: DataSource,
): { about: boolean; because: string } {
  const scoped = inScope(policy, dataSource);
  if (scoped !== undefined) return scoped;
  const tags = tagsOfRule(rule);
  const found = tags.find((tag) => columnsTagged(tag, dataSource).length > 0);
  return found === undefined
    ? { about: false, because: `no column is tagged ${tags.join(' or ')}` }
    : { about: true, because: `a column is tagged ${found}` };
}

/** A rule is asked for its tags once for each data source. */
const known = new WeakMap<Rule, readonly string[]>();

/** The tags by which a rule finds data sources where its policy has no scope. */
export function tagsOfRule(rule: Rule): readonly string[] {
  const tags = known.get(rule) ?? tagsIn(rule);
  known.set(rule, tags);
  return tags;
}

const tagsIn = (rule: Rule): readonly string[] =>
  'mask' in rule
    ? (rule.columns.tags ?? [])
    : [
        ...[rule.rows, rule.otherwise].flatMap((filter) => {
          const column = columnIn(filter);
          return column !== undefined && 'tag' in column ? [column.tag] : [];
        }),
        ...textsIn(rule).flatMap(({ text }) => namesIn(text).tags),
      ];

/** The columns that a mask's selector finds, each by its closest entries. A column has the tags of its data source too. */
export function selectColumns(
  { tags = [], names = [] }: ColumnSelector,
  dataSource: Pick<DataSource, 'tags' | 'columns'>,
): readonly Match[] {
  return dataSource.columns.flatMap((column): Match[] => {
    if (names.includes(fold(column.name))) return [{ column, foundBy: { name: column.name } }];
    const own = [...column.tags, ...dataSource.tags];
    const reaching = tags.filter((tag) => reachesOne(tag, own));
    return reaching.length === 0 ? [] : [{ column, foundBy: { tags: mostSpecial(reaching).toSorted() } }];
  });
}

/** The names of a selector that no column has: what a local policy needs and misses. */
export const missingNames = ({ names = [] }: ColumnSelector, columns: readonly Column[]): readonly string[] =>
  names.filter((name) => !columns.some((column) => fold(column.name) === name));

/** Columns, and the tags of the data source that they are in: each counts as a tag of every column. */
export interface TaggedColumns {
  readonly tags: readonly string[];
  readonly columns: readonly Column[];
}

const reachesOne = (wanted: string, tags: readonly string[]): boolean =>
  tags.some((tag) => tagReaches(wanted, tag));

/** The columns that carry a tag themselves; where none does and the data source carries it, all of its columns. */
function columnsTagged(wanted: string, { tags, columns }: TaggedColumns): readonly Column[] {
  const own = columns.filter((column) => reachesOne(wanted, column.tags));
  return own.length === 0 && reachesOne(wanted, tags) ? columns : own;
}

/** The one column that a reference means, or why there is none. */
export function resolveColumn(
  reference: ColumnReference,
  dataSource: TaggedColumns,
): { readonly column: Column } | { readonly problem: string } {
  if ('name' in reference) {
    const column = dataSource.columns.find(({ name }) => fold(name) === reference.name);
    return column === undefined ? { problem: `there is no column '${reference.name}'` } : { column };
  }
  const { tag } = reference;
  const found = columnsTagged(tag, dataSource);
  const [column] = found;
  if (column === undefined) return { problem: `no column is tagged ${tag}` };
  if (found.length === 1) return { column };
  const names = found.map(({ name }) => name).join(', ');
  return {
    problem: found.some(({ tags }) => reachesOne(tag, tags))
      ? `${found.length} columns are tagged ${tag} (${names}), but the rule needs exactly one`
      : `the data source is tagged ${tag}, which applies to each of its ${found.length} columns (${names}), but the rule needs exactly one: tag that column itself`,
  };
}
