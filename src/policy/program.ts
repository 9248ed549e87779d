import { bytesOf } from '../base/bytes-of.js';
import { invariant } from '../base/invariant.js';
import { accessFacts, accessOf } from './access.js';
import type { Access } from './access.js';
import { accessReads } from './class-reads.js';
import type { ClassRead } from './class-reads.js';
import type { Decision } from './decision.js';
import type { DecisionMemory } from './decision-memory.js';
import { createDecisionTree } from './decision-tree.js';
import type { DecisionTree } from './decision-tree.js';
import type { PolicyFacts, PolicyReader, ReaderFacts, SourceFacts } from './facts.js';
import { isMentioned } from './mentioned-facts.js';
import type { MentionedFacts } from './mentioned-facts.js';
import { shareParts } from './shared-parts.js';
import type { SharedLimits } from './shared-parts.js';
import { isVisible, reportsOf, showTo } from './show-to.js';
import type { Shown } from './shown.js';
import type { Governed } from './sources/governed.js';

/** Everything about one data source that does not depend on the reader, and the decisions that were made about it. */
export interface Program {
  readonly source: SourceFacts;
  /**
   * Decides for one person: the same as `decide`. Policies that are not about the data source are missing from its reports.
   * People who are the same to the policies share what is shown, as the same object.
   */
  readonly decide: (reader: ReaderFacts, at: Date) => Decision;
}

/** What data policies show to a class of people. */
type ShownOrClosed =
  { readonly shown: Shown } | { readonly problems: readonly string[]; readonly told: readonly string[] };

/** Bytes of what the results of other people do not share: the masks, and the conditions of rows with their values. */
const bytesOfResult = (result: ShownOrClosed): number =>
  800 + ('shown' in result ? bytesOfShown(result.shown) : bytesOf(result));

const bytesOfShown = ({ columns, rows, sources = [] }: Shown): number =>
  sources.reduce(
    (sum, { shown }) => sum + bytesOfShown(shown),
    8 * columns.length +
      bytesOf([rows, ...columns.flatMap(({ masks, beneath = [] }) => [...masks, ...beneath])]),
  );

/** Prepares the decisions about a data source. @param source what is known of it, for a reader who is known */
export function createProgram(source: SourceFacts, memory: DecisionMemory): Program {
  const trees: Partial<Record<'owner' | 'subscriber', DecisionTree<ShownOrClosed>>> = {};
  return {
    source,
    decide: (reader, at) => {
      const access = accessOf(accessFacts(reader, source, at));
      if (!isVisible(access, source)) return { kind: 'hidden', access, policies: [] };
      const { owner } = access;
      const tree = (trees[owner ? 'owner' : 'subscriber'] ??= createDecisionTree<ShownOrClosed>(memory, {
        bytesOf: bytesOfResult,
      }));
      const result = tree.of(reader, (traced) => shownOf(showTo(policyFacts(traced, source), owner)));
      return decisionOf(access, result, () => reportsOf(showTo(policyFacts(reader, source), owner)));
    },
  };
}

/**
 * Prepares the decisions about a data source for many readers, who are counted by mentioned facts: nobody else remembers any of
 * it, and what policies read of a reader must be mentioned.
 * @param source what is known of it, for a reader who is known
 */
export function createSurveyProgram(
  source: SourceFacts,
  mentioned: MentionedFacts,
  limits?: SharedLimits,
): Pick<Program, 'decide'> {
  const parts = shareParts((read) => {
    invariant(
      isMentioned(read, mentioned),
      `users are counted without telling them apart by what a policy reads of them: ${JSON.stringify(read)}`,
    );
  }, limits);
  return {
    decide: (reader, at) => {
      const access = accessOf(accessFacts(reader, source, at), parts.considerSubscription);
      if (!isVisible(access, source)) return { kind: 'hidden', access, policies: [] };
      const governed = showTo(policyFacts(reader, source), access.owner, parts);
      return decisionOf(access, shownOf(governed), () => reportsOf(governed));
    },
  };
}

/** A decision, and all that it read of its reader. Whoever is the same to these reads is decided on in the same way. */
export interface TracedDecision {
  readonly decision: Decision;
  readonly reads: readonly ClassRead[];
}

/**
 * Prepares the decisions about a data source for classes of readers, and tells what each read of its reader.
 * @param source what is known of it, for a reader who is known
 */
export function createTracedProgram(
  source: SourceFacts,
  memory: DecisionMemory,
): { readonly decide: (reader: ReaderFacts, at: Date) => TracedDecision } {
  const forAccess = accessReads(source);
  type Result = ShownOrClosed & { readonly reads: readonly ClassRead[] };
  const bytesOfTraced = (result: Result): number => bytesOfResult(result) + 200 * result.reads.length;
  const tree = (): DecisionTree<Result> => createDecisionTree(memory, { bytesOf: bytesOfTraced });
  const trees = { owner: tree(), subscriber: tree() };
  return {
    decide(reader, at) {
      const access = accessOf(accessFacts(reader, source, at));
      if (!isVisible(access, source)) {
        return { decision: { kind: 'hidden', access, policies: [] }, reads: forAccess };
      }
      const { owner } = access;
      const result = trees[owner ? 'owner' : 'subscriber'].of(reader, (traced, reads): Result => {
        const shown = shownOf(showTo(policyFacts(traced, source), owner));
        return {
          ...shown,
          reads: [...forAccess, ...reads.map((read): ClassRead => ({ whose: 'person', read }))],
        };
      });
      const reports = (): Decision['policies'] => reportsOf(showTo(policyFacts(reader, source), owner));
      return { decision: decisionOf(access, result, reports), reads: result.reads };
    },
  };
}

/** What data policies are applied with, named one by one: to copy all of an object costs several times as much. */
const policyFacts = ({ reader, person, work }: PolicyReader, source: SourceFacts): PolicyFacts => ({
  reader,
  person,
  work,
  dataSourceName: source.dataSourceName,
  dataSource: source.dataSource,
  sharedWith: source.sharedWith,
  subscriptions: source.subscriptions,
  subscriptionPolicies: source.subscriptionPolicies,
  knownGroups: source.knownGroups,
  knownPurposes: source.knownPurposes,
  knownAttributes: source.knownAttributes,
  policies: source.policies,
  sources: source.sources,
  lookupTables: source.lookupTables,
  settings: source.settings,
  platforms: source.platforms,
  valueFilters: source.valueFilters,
});

const shownOf = ({ shown, problems, told }: Governed): ShownOrClosed =>
  problems.length > 0 ? { problems, told } : { shown };

/**
 * What a decision reports, made only for those who read it. This is a class because the engine keeps the getter of an object literal with
 * the shape of that one object, and with it all that the decision was made from, until it collects its old objects.
 */
class Reported {
  readonly #reports: () => Decision['policies'];

  constructor(
    readonly access: Access,
    reports: () => Decision['policies'],
  ) {
    this.#reports = reports;
  }

  get policies(): Decision['policies'] {
    return this.#reports();
  }
}

function decisionOf(access: Access, result: ShownOrClosed, reports: () => Decision['policies']): Decision {
  const reported = new Reported(access, reports);
  return 'shown' in result
    ? Object.assign(reported, { kind: 'open' as const, shown: result.shown })
    : Object.assign(reported, { kind: 'closed' as const, ...result });
}
