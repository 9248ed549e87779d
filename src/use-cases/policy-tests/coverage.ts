import type { Decision } from '../../policy/decision.js';
import type { MemoryObjects } from '../../world/memory/memory-objects.js';
import type { PlaceInFiles } from '../what-if/world-of-files.js';

/** A branch of a rule that no case exercises. */
export interface Uncovered {
  readonly policy: string;
  /** From 1. */
  readonly rule: number;
  /** `rule`: where the rule applies; `otherwise`: where its other part does; `exempt`: where somebody is excepted. */
  readonly branch: 'rule' | 'otherwise' | 'exempt';
  /** `FILE:LINE`. */
  readonly place: string | undefined;
}

/** Which branches of rules cases exercise. */
export interface Coverage {
  readonly branches: number;
  readonly covered: number;
  readonly uncovered: readonly Uncovered[];
}

/** Notes which branches of rules decisions take. */
export interface CoverageNotes {
  readonly note: (decision: Decision) => void;
  readonly report: (objects: MemoryObjects, placeOf: PlaceInFiles) => Coverage;
}

const keyOf = (policy: string, rule: number, branch: string): string =>
  JSON.stringify([policy, rule, branch]);

/** Line 9 of a file is before line 10. */
const inFiles = new Intl.Collator('en', { numeric: true });

export function createCoverage(): CoverageNotes {
  const taken = new Set<string>();
  return {
    note({ policies }) {
      for (const { policy, rules } of policies) {
        for (const { index, about, branch } of rules) {
          if (!about || branch === undefined) continue;
          // Where the condition names something unknown, both parts apply.
          for (const one of branch === 'both' ? ['rule', 'otherwise'] : [branch]) {
            taken.add(keyOf(policy, index, one));
          }
        }
      }
    },
    report(objects, placeOf) {
      const all = objects
        .all('policy')
        .filter(({ enabled }) => enabled)
        .flatMap(({ name, rules }) =>
          rules.flatMap((rule, index) => {
            const branches = [
              { branch: 'rule' as const, path: [] },
              ...(rule.when === undefined ? [] : [{ branch: 'otherwise' as const, path: ['otherwise'] }]),
              ...(rule.exceptWhen === undefined ? [] : [{ branch: 'exempt' as const, path: ['exceptWhen'] }]),
            ];
            return branches.map(({ branch, path }) => ({
              policy: name,
              rule: index + 1,
              branch,
              place: placeOf('policy', name, ['rules', index, ...path])?.replace(/:\d+$/, ''),
              isTaken: taken.has(keyOf(name, index, branch)),
            }));
          }),
        );
      return {
        branches: all.length,
        covered: all.filter(({ isTaken }) => isTaken).length,
        uncovered: all
          .filter(({ isTaken }) => !isTaken)
          .map(({ isTaken: _, ...one }) => one)
          .toSorted((a, b) => inFiles.compare(a.place ?? '', b.place ?? '')),
      };
    },
  };
}

/** The part of the branches that is covered, in percent, rounded down. */
export const percentOf = ({ branches, covered }: Coverage): number =>
  branches === 0 ? 100 : Math.floor((100 * covered) / branches);
