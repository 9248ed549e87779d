import type { Rule } from '../model/rule.js';
import { defaultSettings } from '../model/settings.js';
import { groupsIn } from '../policy/evaluate-condition.js';
import type { AccessFacts, Facts } from '../policy/facts.js';
import { personOf } from './person.js';
import type { Look } from './world-cache.js';

/** Who asks about what, and when. */
export interface Asked {
  readonly userName: string;
  readonly dataSourceName: string;
  readonly at: Date;
}

/** Gathers all that decides on whether a data source exists for a person. */
export const accessFactsFor = (look: Look, asked: Asked): AccessFacts => ({
  ...asked,
  person: personOf(look, asked.userName),
  dataSource: look({ entry: 'dataSource', name: asked.dataSourceName }),
  subscriptions: look({ entry: 'subscriptions', dataSource: asked.dataSourceName }) ?? [],
});

/** Gathers all that a decision about one person and one data source is made from. */
export function factsFor(look: Look, asked: Asked): Facts {
  const policies = look({ entry: 'policies' }) ?? [];
  return {
    ...accessFactsFor(look, asked),
    policies,
    knownGroups: new Set(
      policies
        .flatMap(({ rules }) => rules.flatMap(conditionGroups))
        .filter((name) => look({ entry: 'group', name }) !== undefined),
    ),
    settings: look({ entry: 'settings' }) ?? defaultSettings,
  };
}

const conditionGroups = ({ exceptWhen, when }: Rule): readonly string[] =>
  [exceptWhen, when].flatMap((condition) => (condition === undefined ? [] : groupsIn(condition)));
