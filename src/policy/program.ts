import { accessFacts, accessOf } from './access.js';
import type { Decision } from './decision.js';
import type { DecisionMemory } from './decision-memory.js';
import { createDecisionTree } from './decision-tree.js';
import type { ReaderFacts, SourceFacts } from './facts.js';
import { isVisible, reportsOf, showTo } from './show-to.js';
import type { Shown } from './shown.js';

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

/** Prepares the decisions about a data source. @param source what is known of it, for a reader who is known */
export function createProgram(source: SourceFacts, memory: DecisionMemory): Program {
  const trees = {
    owner: createDecisionTree<ShownOrClosed>(memory),
    subscriber: createDecisionTree<ShownOrClosed>(memory),
  };
  return {
    source,
    decide: (reader, at) => {
      const access = accessOf(accessFacts(reader, source, at));
      if (!isVisible(access, source)) return { kind: 'hidden', access, policies: [] };
      const { owner } = access;
      const result = trees[owner ? 'owner' : 'subscriber'].of(reader, (traced): ShownOrClosed => {
        const { shown, problems, told } = showTo({ ...source, ...traced }, owner);
        return problems.length > 0 ? { problems, told } : { shown };
      });
      // Reports are made only for those who read them.
      const reported = {
        access,
        get policies() {
          return reportsOf(showTo({ ...source, ...reader }, owner));
        },
      };
      return 'shown' in result
        ? Object.assign(reported, { kind: 'open' as const, shown: result.shown })
        : Object.assign(reported, { kind: 'closed' as const, ...result });
    },
  };
}
