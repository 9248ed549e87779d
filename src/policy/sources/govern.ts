import { byName } from '../../base/by-name.js';
import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import type { Policy } from '../../model/policy.js';
import { present } from '../../model/present.js';
import { considerPolicy } from '../consider-policy.js';
import type { Considered } from '../consider-policy.js';
import type { ColumnDecision, MaskLayer, Shown } from '../shown.js';
import type { PolicyFacts } from '../facts.js';
import { hideUnreviewed } from '../hide-unreviewed.js';
import { meetMasks } from '../meet-masks.js';
import { definitionOf, rawTablesOf } from './definition.js';
import { hashKeyReason } from './hash-key-table.js';
import type { FromAbove, Governed } from './governed.js';
import { readThrough } from './read-through.js';
import { strictest } from './strictest.js';

/** What is reported of a query's problems to people who may know nothing of what it reads. */
const problemBeneath = 'its query, or a table that it reads, cannot be shown; its owners can see why';

/** Nothing is above, and nobody in particular asks. */
export const nothingFromAbove: FromAbove = { masks: new Map(), rows: [] };

/** The parts of applying policies that cost most. */
export interface Parts {
  readonly consider: typeof considerPolicy;
  readonly meet: typeof meetCandidates;
}

/** What becomes of each column, and of each mask, where what all policies require meets. */
export function meetCandidates(
  dataSource: DataSource,
  considered: readonly Pick<Considered, 'candidates'>[],
  unreviewed: FromAbove['unreviewed'],
): ReturnType<typeof meetMasks> {
  const candidates = considered.flatMap(({ candidates: asked }) => asked);
  const meeting = meetMasks(present(dataSource).columns, candidates);
  return unreviewed === 'shown' ? meeting : hideUnreviewed(meeting, candidates);
}

/** Parts of which nothing is remembered. */
const anew: Parts = { consider: considerPolicy, meet: meetCandidates };

/**
 * Applies every policy to a data source, and to all that lies beneath it: the policies of what a query reads always hold.
 * @param path the data sources that are being read, by name, outermost first
 */
export function govern(
  dataSource: DataSource,
  facts: PolicyFacts,
  above: FromAbove = nothingFromAbove,
  path: readonly string[] = [],
  parts: Parts = anew,
): Governed {
  const considered = inOrder(facts.policies).map((policy) => parts.consider(policy, dataSource, facts));
  const { columns: met, verdicts } = parts.meet(dataSource, considered, above.unreviewed);
  const shown: Shown = {
    columns:
      above.masks.size === 0
        ? met
        : met.map((decision) => withMasks(decision, above.masks.get(decision.column.name))),
    rows: [...considered.flatMap(({ filters }) => filters), ...above.rows],
  };
  const own = considered.flatMap(({ problems }) => problems);
  const definition = definitionOf(dataSource);
  const secret = secretTables(dataSource, facts);
  if (secret.length > 0) {
    const none = { ...shown, sources: [] };
    const told = [...own, problemBeneath];
    return { shown: none, problems: [...own, ...secret], told, considered, verdicts };
  }
  switch (definition.kind) {
    case 'table':
      return { shown, problems: own, told: own, considered, verdicts };
    case 'unusable':
      return {
        shown,
        problems: [...own, definition.problem],
        told: [...own, problemBeneath],
        considered,
        verdicts,
      };
    case 'query': {
      const through = readThrough({
        dataSource,
        definition,
        shown,
        facts,
        path: [...path, formatDataSourceName(dataSource)],
        govern: (source, from, within) => govern(source, facts, from, within, parts),
      });
      return {
        shown: through.shown,
        problems: [...own, ...through.problems],
        told: [...own, ...(through.problems.length === 0 ? [] : [problemBeneath])],
        considered,
        verdicts,
      };
    }
  }
}

/** Lists of policies in the order in which they are considered: a list is replaced when one of its policies changes. */
const ordered = new WeakMap<readonly Policy[], readonly Policy[]>();

function inOrder(policies: readonly Policy[]): readonly Policy[] {
  const sorted = ordered.get(policies) ?? policies.toSorted(byName);
  ordered.set(policies, sorted);
  return sorted;
}

/** Raw tables behind a data source that nothing may read. */
const secretTables = (
  dataSource: DataSource,
  { settings, platforms }: Pick<PolicyFacts, 'settings' | 'platforms'>,
): readonly string[] =>
  rawTablesOf(dataSource)
    .filter((parts) => platforms[dataSource.platform].isSecret(parts, settings))
    .map((parts) => `raw table ${parts.join('.')} ${hashKeyReason}`);

const withMasks = (decision: ColumnDecision, above: readonly MaskLayer[] | undefined): ColumnDecision =>
  above === undefined ? decision : { ...decision, masks: strictest(decision.masks, above) };
