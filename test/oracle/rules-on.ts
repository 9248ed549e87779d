import type { DataSource } from '../../src/model/data-source.js';
import type { PlainMask } from '../../src/model/mask.js';
import { formatDataSourceName, tagReaches } from '../../src/model/names.js';
import type { RowFilter } from '../../src/model/row-filter.js';
import type { MaskRule, Rule } from '../../src/model/rule.js';
import type { WorldFile } from '../../src/model/world.js';
import { matches } from './access.js';
import { stricter } from './mask-cell.js';
import type { Predicate } from './predicate.js';
import { holds } from './subject.js';
import type { Subject } from './subject.js';

/** A world, with the predicates that its texts stand for. */
export interface ReadWorld {
  readonly world: WorldFile;
  readonly predicates: ReadonlyMap<string, Predicate>;
}

/** A mask that policies ask for on a column. */
export interface Wanted {
  readonly mask: PlainMask;
  /** Which cells it is for; all, without it. */
  readonly where: Predicate | undefined;
  readonly selector: Selector;
  readonly local: boolean;
  readonly overridable: boolean;
  /** Whether its rule excepts who asks, so that it masks nothing and less specific rules are not heard either. */
  readonly excepted: boolean;
}

/** How a rule names a column: by its name, or by those of its tags that the column carries. */
type Selector = 'name' | readonly string[];

interface Placed {
  readonly rule: Rule;
  readonly policy: string;
  readonly index: number;
  readonly local: boolean;
  readonly overridable: boolean;
}

/** The predicate that a text of the world stands for. */
export function predicateOf({ predicates }: ReadWorld, text: string): Predicate {
  const found = predicates.get(text);
  if (found === undefined) throw new Error(`the oracle does not know the predicate ${text}`);
  return found;
}

/** The rules that are about a data source. */
function rulesOn({ world }: ReadWorld, dataSource: DataSource): readonly Placed[] {
  // What a data source carries, each of its columns carries.
  const carries = (tag: string): boolean =>
    [dataSource, ...dataSource.columns].some(({ tags }) => tags.some((carried) => tagReaches(tag, carried)));
  return (world.policies ?? [])
    .filter(({ enabled }) => enabled)
    .flatMap(({ name, dataSource: local, target, overridable, rules }) =>
      rules
        .filter((rule) => {
          if (local !== undefined) return local === formatDataSourceName(dataSource);
          if (target !== undefined) return matches(target, dataSource);
          if ('mask' in rule) return true;
          // Without any target a row rule is about the data sources that have the column which it is over.
          return [rule.rows, rule.otherwise].some(
            (filter) =>
              filter !== undefined &&
              'column' in filter &&
              'tag' in filter.column &&
              carries(filter.column.tag),
          );
        })
        .map((rule) => ({
          rule,
          policy: name,
          index: rules.indexOf(rule),
          local: local !== undefined,
          overridable,
        })),
    );
}

/** The parts of a rule that are for who asks: where that is not known, all of them. */
function partsFor<T>(rule: Rule, part: T, otherwise: T | undefined, subject: Subject): readonly T[] {
  if (rule.exceptWhen !== undefined) return holds(rule.exceptWhen, subject) === true ? [] : [part];
  if (rule.when === undefined) return [part];
  const held = holds(rule.when, subject);
  const second = otherwise === undefined ? [] : [otherwise];
  return held === true ? [part] : held === false ? second : [part, ...second];
}

/** The row filters that are for who asks. */
export const filtersOn = (read: ReadWorld, dataSource: DataSource, subject: Subject): readonly RowFilter[] =>
  rulesOn(read, dataSource).flatMap(({ rule }) =>
    'rows' in rule ? partsFor(rule, rule.rows, rule.otherwise, subject) : [],
  );

function selectorOf(
  { columns: { names = [], tags = [] } }: MaskRule,
  dataSource: DataSource,
  name: string,
): Selector | undefined {
  if (names.includes(name)) return 'name';
  const column = dataSource.columns.find((one) => one.name === name);
  const carried = [...(column?.tags ?? []), ...dataSource.tags];
  const reaching = tags.filter((tag) => carried.some((one) => tagReaches(tag, one)));
  return reaching.length === 0 ? undefined : reaching;
}

/** Whether each tag of one has a tag of the other strictly beneath it; a name is beneath every tag. */
const isCloser = (one: Selector, than: Selector): boolean =>
  than !== 'name' &&
  (one === 'name' || than.every((tag) => one.some((other) => other !== tag && tagReaches(tag, other))));

const hushes = (one: Wanted, other: Wanted): boolean =>
  isCloser(one.selector, other.selector) && (!one.local || other.local || other.overridable);

/** A hash that may not change the type of its column shows NULL where that is not text, and is as strict as that. */
function comesTo(mask: PlainMask, dataSource: DataSource, column: string): PlainMask {
  const isText = dataSource.columns.find(({ name }) => name === column)?.type === 'varchar';
  return mask.type === 'hash' && !isText && mask.typeMayChange !== true ? { type: 'null' } : mask;
}

/** What rules say of a column for who asks; who is heard first stands first. */
export function wantedOn(
  read: ReadWorld,
  dataSource: DataSource,
  column: string,
  subject: Subject,
): readonly Wanted[] {
  const all = rulesOn(read, dataSource).flatMap(({ rule, ...place }) => {
    if (!('mask' in rule)) return [];
    const selector = selectorOf(rule, dataSource, column);
    if (selector === undefined) return [];
    const parts = partsFor(rule, rule.mask, rule.otherwise, subject);
    return (parts.length === 0 ? [rule.mask] : parts).map((mask) => ({
      ...place,
      selector,
      excepted: parts.length === 0,
      mask: comesTo(mask.type === 'conditional' ? mask.mask : mask, dataSource, column),
      where: mask.type === 'conditional' ? predicateOf(read, mask.where) : undefined,
    }));
  });
  // Of one rule of which both branches hold, its mask stands before its otherwise, as they come.
  const ordered = all.toSorted(
    (a, b) =>
      stricter(a.mask, b.mask) ||
      Number(a.local) - Number(b.local) ||
      (a.policy === b.policy ? a.index - b.index : a.policy < b.policy ? -1 : 1),
  );
  return ordered.filter((one) => !all.some((other) => other.where === undefined && hushes(other, one)));
}

/** The masks among what is wanted. */
export const masksIn = (wanted: readonly Wanted[]): readonly Wanted[] =>
  wanted.filter(({ excepted }) => !excepted);

/**
 * The mask of one cell, of what is wanted on its column: of the rules that are for it, those that no closer one hushes, and of
 * these the first. A local rule hushes no global one that is not overridable.
 */
export function meet(wanted: readonly Wanted[], isFor: (where: Predicate) => boolean): Wanted | undefined {
  const here = wanted.filter(({ where }) => where === undefined || isFor(where));
  return masksIn(here).find((one) => !here.some((other) => hushes(other, one)));
}

/** The mask that gives the column its type: the first that is for every cell, and that no exception hushes in any. */
export const maskEverywhere = (wanted: readonly Wanted[]): Wanted | undefined => {
  const exceptions = wanted.filter(({ excepted }) => excepted);
  return masksIn(wanted).find(
    (one) =>
      one.where === undefined &&
      !exceptions.some(
        (exception) =>
          hushes(exception, one) ||
          wanted.some((between) => hushes(between, one) && hushes(exception, between)),
      ),
  );
};
