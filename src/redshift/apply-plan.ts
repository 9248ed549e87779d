import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';
import type { Cluster } from './cluster.js';
import type { Plan } from './plan.js';
import { statementsOf } from './unit.js';
import type { Unit } from './unit.js';

/** What became of a plan. */
export interface Applied {
  readonly done: number;
  /** What could not be done, in words. */
  readonly failures: readonly string[];
}

/** How a plan is carried out. */
export interface ApplyOptions {
  /** Transactions at once. */
  readonly concurrency: number;
  /** Told after each change. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Carries out a plan, phase by phase. One change that cannot be made keeps no other from being made.
 * @throws Refusal `unavailable` when the cluster is gone
 */
export async function applyPlan(
  cluster: Pick<Cluster, 'transaction'>,
  { phases }: Plan,
  { concurrency, onProgress }: ApplyOptions,
): Promise<Applied> {
  let done = 0;
  const failures: string[] = [];
  const run = async (unit: Unit): Promise<void> => {
    try {
      await cluster.transaction(statementsOf(unit));
      done += unit.parts.length;
      onProgress?.(done + failures.length);
    } catch (error) {
      if (error instanceof Refusal && error.kind === 'unavailable') throw error;
      const [only, ...others] = unit.parts;
      if (only === undefined || others.length > 0) {
        for (const part of unit.parts) await run({ first: unit.first, parts: [part] });
        return;
      }
      failures.push(`${only.title}: ${errorMessage(error)}`);
      onProgress?.(done + failures.length);
    }
  };
  for (const units of phases) {
    const waiting = units.values();
    const work = async (): Promise<void> => {
      for (const unit of waiting) await run(unit);
    };
    const ended = await Promise.allSettled(Array.from({ length: concurrency }, work));
    const broken = ended.find((one) => one.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
  }
  return { done, failures };
}
