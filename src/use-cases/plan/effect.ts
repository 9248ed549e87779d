import type { Decision } from '../../policy/decision.js';
import { compareShown } from '../../policy/compare/compare-shown.js';
import type { ShownChange } from '../../policy/compare/compare-shown.js';
import type { SourceFacts } from '../../policy/facts.js';
import type { Column } from '../../model/data-source.js';
import type { Shown } from '../../policy/shown.js';
import type { Both } from './both.js';
import { describeBothColumns, describeBothRows, isPartlyRaw } from './describe-shown.js';

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

/** Compares two decisions about one class of people. @param facts what is known of the data source in each world */
export function effectsOn(
  { before, after }: Both<Decision>,
  facts: Both<Pick<SourceFacts, 'dataSource' | 'platforms'>>,
): ClassEffects {
  if (before.kind === 'open' && after.kind === 'open') {
    const shown = { before: before.shown, after: after.shown };
    const [was, is] = [facts.before.dataSource, facts.after.dataSource];
    if ((shown.before === shown.after && was === is) || was === undefined || is === undefined) return none;
    const found = compareShown(
      { dataSource: was, shown: shown.before },
      { dataSource: is, shown: shown.after },
      facts.after.platforms,
    );
    return effectsOfChange(shown, found);
  }
  if (before.kind === after.kind) return none;
  const [was, is] = [accessText(before), accessText(after)];
  const change =
    ranks[after.kind] > ranks[before.kind] ? 'wider' : after.kind === 'hidden' ? 'ends' : 'narrower';
  const rawGained =
    after.kind === 'open' ? after.shown.columns.filter(isPartlyRaw).map(({ column }) => column) : [];
  return { effects: [{ what: 'access', change, before: was, after: is }], rawGained };
}

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

function effectsOfChange(shown: Both<Shown>, found: ShownChange, beneath?: string): ClassEffects {
  const place = beneath === undefined ? {} : { beneath };
  const columnOf = (of: Shown, name: string) => of.columns.find(({ column }) => column.name === name);
  const rows = describeBothRows({ before: shown.before.rows, after: shown.after.rows });
  const effects: ClassEffect[] =
    found.rows === 'equal' ? [] : [{ what: 'rows', ...place, change: found.rows, ...rows }];
  for (const [column, change] of found.columns) {
    if (change === 'equal') continue;
    const both = { before: columnOf(shown.before, column), after: columnOf(shown.after, column) };
    effects.push({
      ...{ what: 'column', column, ...place, change },
      ...describeBothColumns(both),
    });
  }
  const rowsGained = found.rows === 'wider' || found.rows === 'different';
  const rawGained = shown.after.columns
    .filter((of) => {
      const change = found.columns.get(of.column.name) ?? 'equal';
      return isPartlyRaw(of) && (rowsGained || change === 'wider' || change === 'different');
    })
    .map(({ column }) => column);
  // The change beneath a query is in what is said of the query's own rows and columns; here it is only told where it comes from.
  for (const [name, change] of found.sources) {
    const of = sourcesNamed(shown, name);
    if (of !== undefined) effects.push(...effectsOfChange(of, change, name).effects);
  }
  return { effects, rawGained };
}

function sourcesNamed({ before, after }: Both<Shown>, name: string): Both<Shown> | undefined {
  const find = ({ sources = [] }: Shown): Shown | undefined =>
    sources.find(({ source }) => source.parts.join('.') === name)?.shown;
  const [was, is] = [find(before), find(after)];
  return was === undefined || is === undefined ? undefined : { before: was, after: is };
}
