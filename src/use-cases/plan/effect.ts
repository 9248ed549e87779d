import type { Decision } from '../../policy/decision.js';
import { mayGain } from '../../policy/compare/change.js';
import { compareShown } from '../../policy/compare/compare-shown.js';
import type { ShownChange } from '../../policy/compare/compare-shown.js';
import type { SourceFacts } from '../../policy/facts.js';
import type { Column, DataSource } from '../../model/data-source.js';
import type { Shown } from '../../policy/shown.js';
import type { Both } from './both.js';
import type { ComparedClass, Later } from './compare-worlds.js';
import { describeBothColumns, describeBothRows, mayShowRaw } from './describe-shown.js';

/**
 * What a change does to what somebody sees. `ends`: their access ends. `different`: neither equal nor narrower was proved, so that it counts
 * as wider.
 */
export type EffectChange = 'wider' | 'narrower' | 'ends' | 'different';

/** One effect on one class of people. */
export interface ClassEffect {
  readonly what: 'access' | 'rows' | 'column';
  /** The column, if the effect is on one. */
  readonly column?: string;
  /** The table beneath the query of the data source, if the effect is on what is shown of that. */
  readonly beneath?: string;
  readonly change: EffectChange;
  readonly before: string;
  readonly after: string;
}

/** What becomes of a class of people, and the columns of which they may see raw values that they did not see before. */
export interface ClassEffects {
  readonly effects: readonly ClassEffect[];
  readonly rawGained: readonly Column[];
}

const none: ClassEffects = { effects: [], rawGained: [] };

/**
 * Compares two decisions about one class of people.
 * @param facts what is known of the data source in each world
 * @param later what is decided when a block ends, where it makes a difference
 * @param lacksCommonRows whether the decisions lack row filters that both have
 */
export function effectsOn(
  decision: Both<Decision>,
  facts: Both<Pick<SourceFacts, 'dataSource' | 'platforms' | 'settings'>>,
  { later, lacksCommonRows = false }: Pick<Partial<ComparedClass>, 'later' | 'lacksCommonRows'> = {},
): ClassEffects {
  const { before, after } = decision;
  if (before.kind === 'hidden' && after.kind === 'hidden') return effectsLater(later);
  if (before.kind === 'open' && after.kind === 'open') {
    return together(
      effectsOnShown({ before: before.shown, after: after.shown }, facts, lacksCommonRows),
      ofEnds(decision),
    );
  }
  if (before.kind === after.kind) return ofEnds(decision);
  const [was, is] = [accessText(before), accessText(after)];
  const change =
    ranks[after.kind] > ranks[before.kind] ? 'wider' : after.kind === 'hidden' ? 'ends' : 'narrower';
  return { effects: [{ what: 'access', change, before: was, after: is }], rawGained: rawOf(after) };
}

const together = (one: ClassEffects, other: ClassEffects): ClassEffects => ({
  effects: [...one.effects, ...other.effects],
  rawGained: [...one.rawGained, ...other.rawGained],
});

/** The columns of which somebody may see raw values. */
const rawOf = (decision: Decision): readonly Column[] =>
  decision.kind === 'open' ? decision.shown.columns.filter(mayShowRaw).map(({ column }) => column) : [];

/** The effect of access that ends at another time. */
function ofEnds({ before, after }: Both<Decision>): ClassEffects {
  const [was, is] = [before, after].map(({ access }) => access.until?.getTime() ?? Infinity);
  if (was === undefined || is === undefined || was === is) return none;
  const text = ({ access: { until } }: Decision): string =>
    until === undefined ? 'access without end' : `access until ${until.toISOString()}`;
  const change = is > was ? 'wider' : 'narrower';
  return {
    effects: [{ what: 'access', change, before: text(before), after: text(after) }],
    rawGained: change === 'wider' ? rawOf(after) : [],
  };
}

/** The effect on people who have no access, and will have it when a block ends. */
function effectsLater(later: Later | undefined): ClassEffects {
  if (later === undefined) return none;
  const { before, after } = later.decision;
  const text = (decision: Decision): string =>
    decision.kind === 'hidden' ? 'no access' : `${accessText(decision)} from ${later.at.toISOString()}`;
  const change = before.kind === 'hidden' ? 'wider' : 'narrower';
  return {
    effects: [{ what: 'access', change, before: text(before), after: text(after) }],
    rawGained: change === 'wider' ? rawOf(after) : [],
  };
}

function effectsOnShown(
  shown: Both<Shown>,
  { before, after }: Both<Pick<SourceFacts, 'dataSource' | 'platforms' | 'settings'>>,
  lacksCommonRows: boolean,
): ClassEffects {
  const [was, is] = [before.dataSource, after.dataSource];
  if (was === undefined || is === undefined) return none;
  const keys = { before: hashKeyText(before.settings), after: hashKeyText(after.settings) };
  const isSameKey = keys.before === keys.after;
  if (isSameKey && shown.before === shown.after && was === is) return none;
  const found = compareShown(
    { dataSource: was, shown: shown.before },
    { dataSource: is, shown: shown.after },
    after.platforms,
  );
  const { effects, rawGained } = effectsOfChange(shown, found, {
    read: { before: was, after: is },
    lacksCommonRows,
  });
  if (isSameKey) return { effects, rawGained };
  const rehashed = rehashedColumns(shown).filter((name) => {
    const change = found.columns.get(name);
    return change === undefined || change === 'narrower';
  });
  const isRehashed = ({ what, column = '', beneath }: ClassEffect): boolean =>
    what === 'column' && beneath === undefined && rehashed.includes(column);
  return {
    effects: [
      ...effects.filter((effect) => !isRehashed(effect)),
      ...rehashed.map((column): ClassEffect => ({ what: 'column', column, change: 'different', ...keys })),
    ],
    rawGained,
  };
}

/** Says with which key hash masks hash: with another one, or one that readers can see, the same mask shows something else. */
function hashKeyText({ hashKeyTable, inlineHashKey, hashKeyVersion = 1 }: SourceFacts['settings']): string {
  const place = inlineHashKey
    ? ', which readers can see in the text of the view'
    : ` of ${hashKeyTable ?? 'no table'}`;
  return `hash with version ${hashKeyVersion} of the key${place}`;
}

/** The columns that are hashed, or computed from hashed ones, before and after. */
function rehashedColumns({ before, after }: Both<Shown>): readonly string[] {
  const hashed = new Set(hashedColumns(before));
  return hashedColumns(after).filter((name) => hashed.has(name));
}

const hashedColumns = ({ columns, sources = [] }: Shown): readonly string[] => {
  const isBeneath = sources.some(({ shown }) => hashedColumns(shown).length > 0);
  return columns
    .filter(
      ({ masks, beneath = [], computedFromMasked }) =>
        [...masks, ...beneath].some(({ mask }) => mask.type === 'hash') ||
        (computedFromMasked === true && isBeneath),
    )
    .map(({ column }) => column.name);
};

const ranks: Readonly<Record<Decision['kind'], number>> = { hidden: 0, closed: 1, open: 2 };

function accessText(decision: Decision): string {
  switch (decision.kind) {
    case 'hidden':
      return 'no access';
    case 'closed':
      return 'closed';
    case 'open':
      return 'access';
  }
}

/** @param around the data source before and after; or the name of the table beneath its query */
function effectsOfChange(
  shown: Both<Shown>,
  found: ShownChange,
  {
    beneath,
    read,
    lacksCommonRows = false,
  }: {
    readonly beneath?: string;
    readonly read?: Both<DataSource>;
    readonly lacksCommonRows?: boolean;
  },
): ClassEffects {
  const place = beneath === undefined ? {} : { beneath };
  const apart = (texts: Both<string>): Both<string> => readApart(texts, read);
  const columnOf = (of: Shown, name: string) => of.columns.find(({ column }) => column.name === name);
  const rows = describeBothRows({ before: shown.before.rows, after: shown.after.rows }, lacksCommonRows);
  const effects: ClassEffect[] =
    found.rows === 'equal' ? [] : [{ what: 'rows', ...place, change: found.rows, ...apart(rows) }];
  for (const [column, change] of found.columns) {
    if (change === 'equal') continue;
    const both = { before: columnOf(shown.before, column), after: columnOf(shown.after, column) };
    effects.push({
      ...{ what: 'column', column, ...place, change },
      ...apart(describeBothColumns(both)),
    });
  }
  const rawGained = shown.after.columns
    .filter((of) => {
      const change = found.columns.get(of.column.name) ?? 'equal';
      return mayShowRaw(of) && (mayGain(found.rows) || mayGain(change));
    })
    .map(({ column }) => column);
  // The change beneath a query is in what is said of the query's own rows and columns; here it is only told where it comes from.
  for (const [name, change] of found.sources) {
    const of = sourcesNamed(shown, name);
    if (of !== undefined) effects.push(...effectsOfChange(of, change, { beneath: name }).effects);
  }
  return { effects, rawGained };
}

/** Tells two texts apart that are the same although another table or query is read. */
function readApart(texts: Both<string>, read: Both<DataSource> | undefined): Both<string> {
  if (texts.before !== texts.after || read === undefined) return texts;
  const { before, after } = read;
  if (before.table === after.table && before.query === after.query && before.platform === after.platform) {
    return texts;
  }
  const of = ({ table, platform }: DataSource, which: string): string =>
    table === undefined
      ? `the ${which} query`
      : before.table === after.table
        ? `${table} on ${platform}`
        : table;
  return {
    before: `${texts.before} of ${of(before, 'old')}`,
    after: `${texts.after} of ${of(after, 'new')}`,
  };
}

function sourcesNamed({ before, after }: Both<Shown>, name: string): Both<Shown> | undefined {
  const find = ({ sources = [] }: Shown): Shown | undefined =>
    sources.find(({ source }) => source.parts.join('.') === name)?.shown;
  const [was, is] = [find(before), find(after)];
  return was === undefined || is === undefined ? undefined : { before: was, after: is };
}
