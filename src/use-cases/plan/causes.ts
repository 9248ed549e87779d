import { isDeepStrictEqual } from 'node:util';

import type { Block } from '../../model/block.js';
import type { Subscription } from '../../model/subscription.js';
import { covers } from '../../policy/access.js';
import type { RuleReport } from '../../policy/report.js';
import type { Decision } from '../../policy/decision.js';
import type { MemoryObjects } from '../../world/memory/memory-objects.js';
import type { ChangedObject } from '../../world/world-store.js';
import type { PlaceInFiles } from '../what-if/world-of-files.js';
import type { Both } from './both.js';
import type { ComparedClass, ComparedSource } from './compare-worlds.js';
import type { ClassEffect } from './effect.js';

/** A change of an object that causes an effect. */
export interface Cause {
  /** The object in words, such as `policy 'mask emails'`. */
  readonly object: string;
  readonly change: ChangedObject['change'];
  /** `FILE:LINE:COLUMN` of the object, or of the rule that decides differently now. */
  readonly place?: string;
}

/** Which objects changed, in which worlds, and where files have them. */
export interface Changes {
  readonly changed: readonly ChangedObject[];
  readonly objects: Both<MemoryObjects>;
  readonly placeOf: PlaceInFiles;
}

/** Causes that are told of an effect where none can be singled out. */
const mostCauses = 3;

/** Finds the changes that cause effects on a class of people. Of objects that may all be a cause, all are told. */
export function causesFinder(
  { changed, objects, placeOf }: Changes,
  { dataSource, facts }: Pick<ComparedSource, 'dataSource' | 'facts'>,
): (effect: ClassEffect, of: ComparedClass) => readonly Cause[] {
  const read = new Set(
    [facts.before, facts.after].flatMap(({ sharedWith, sources }) =>
      [...sharedWith, ...[...sources.values()].flat()].map(({ schema, name }) => `${schema}.${name}`),
    ),
  );

  const isCause = (one: ChangedObject, effect: ClassEffect, of: ComparedClass): boolean => {
    const { kind, key } = one;
    const { before, after } = of.reader;
    const versions = [objects.before.get(kind, key), objects.after.get(kind, key)];
    const isOf = (principal: Subscription['subscriber']): boolean =>
      [before, after].some(
        ({ self }) =>
          self !== undefined && covers(principal, { principal: { user: self.name }, person: self }),
      );
    switch (kind) {
      case 'policy':
        return (
          (effect.what !== 'access' || isClosed(of.decision)) &&
          changedRule(of.decision, key, effect) !== undefined
        );
      case 'subscriptionPolicy':
        return (
          effect.what === 'access' &&
          !isDeepStrictEqual(accessReport(of.decision.before, key), accessReport(of.decision.after, key))
        );
      case 'dataSource':
        return key === dataSource || read.has(key);
      case 'subscription':
        return versions.some((version) => {
          const subscription = version as Subscription | undefined;
          return subscription?.dataSource === dataSource && isOf(subscription.subscriber);
        });
      case 'block':
        return versions.some((version) => version !== undefined && isOf((version as Block).blocked));
      case 'user':
        return of.examples.includes(key);
      case 'group':
        return [before, after].some(({ self }) => self?.groups.has(key) ?? false);
      case 'project':
        return [before, after].some(({ work }) => work.project?.name === key);
      case 'workingProject':
      case 'acknowledgement':
      case 'purpose':
        return !isDeepStrictEqual(
          [before.work.project?.name, before.work.purposes],
          [after.work.project?.name, after.work.purposes],
        );
      case 'settings':
      case 'lookupTable':
        return true;
      default:
        return false;
    }
  };

  const [only, ...others] = changed;
  const single = others.length === 0 ? only : undefined;
  /** Of a single change there is nothing to find out but the rule, which is the same for all to whom the same happens. */
  const told = new Map<string, readonly Cause[]>();

  const causeOf = (one: ChangedObject, effect: ClassEffect, of: ComparedClass): Cause => {
    const rule = one.kind === 'policy' ? changedRule(of.decision, one.key, effect)?.index : undefined;
    const place = placeOf(one.kind, one.key, rule === undefined ? [] : ['rules', rule]);
    return { object: one.object, change: one.change, ...(place === undefined ? {} : { place }) };
  };

  return (effect, of) => {
    if (single === undefined) {
      const found = changed.filter((one) => isCause(one, effect, of));
      return (found.length > 0 ? found : changed.slice(0, mostCauses)).map((one) => causeOf(one, effect, of));
    }
    const key = JSON.stringify(effect);
    const causes = told.get(key) ?? [causeOf(single, effect, of)];
    told.set(key, causes);
    return causes;
  };
}

const isClosed = ({ before, after }: Both<Decision>): boolean =>
  before.kind === 'closed' || after.kind === 'closed';

/** What became of a subscription policy for a person. */
const accessReport = ({ access }: Decision, policy: string): unknown =>
  access.policies.find((report) => report.policy === policy);

/** Reports are made when they are read, each time anew. */
const reports = new WeakMap<Decision, Decision['policies']>();
const reportsIn = (decision: Decision): Decision['policies'] => {
  const known = reports.get(decision) ?? decision.policies;
  reports.set(decision, known);
  return known;
};

/** What became of each rule of a policy. */
const rulesIn = (
  decision: Decision,
  policy: string,
): readonly { readonly index: number; readonly report: Omit<RuleReport, 'index'> }[] =>
  (reportsIn(decision).find((report) => report.policy === policy)?.rules ?? []).map(
    ({ index, ...report }) => ({
      index,
      report,
    }),
  );

/** What became of each rule of a policy, as far as an effect can come of it; nothing else of the rule. */
function ruleReports(
  decision: Decision,
  policy: string,
  { what, column, beneath }: ClassEffect,
): readonly { readonly index: number; readonly report: unknown }[] {
  return rulesIn(decision, policy).flatMap(({ index, report }) => {
    if (what === 'access' || beneath !== undefined) return [{ index, report }];
    if (what === 'rows') return report.rule === 'rows' ? [{ index, report }] : [];
    const masks = report.masks.filter((mask) => mask.column === column);
    return masks.length === 0 && report.problems.length === 0
      ? []
      : [{ index, report: { ...report, masks, aboutBecause: '' } }];
  });
}

/** The rule of which something else became: its index; undefined for one that is gone. Nothing where all is as it was. */
function changedRule(
  { before, after }: Both<Decision>,
  policy: string,
  effect: ClassEffect,
): { readonly index: number | undefined } | undefined {
  const was = ruleReports(before, policy, effect);
  const is = ruleReports(after, policy, effect);
  const lacks = (list: typeof was, { report }: (typeof was)[number]): boolean =>
    !list.some((other) => isDeepStrictEqual(other.report, report));
  const found = is.find((one) => lacks(was, one));
  if (found !== undefined) return { index: found.index };
  const gone = was.find((one) => lacks(is, one));
  if (gone === undefined) return undefined;
  // The rule asks nothing of the column any more: it is one that does something else, or it is gone.
  const all = rulesIn(before, policy);
  const others = rulesIn(after, policy).filter((one) => lacks(all, one));
  return { index: (others.find(({ index }) => index === gone.index) ?? others[0])?.index };
}
