import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';
import type { Cluster } from './cluster.js';
import type { Plan } from './plan.js';
import { closeView, firstThatRuns } from './close-view.js';
import type { SystemSchemas } from './system-names.js';
import { statementsOf } from './unit.js';
import type { Part, Unit } from './unit.js';

/** The result of a plan. */
export interface Applied {
  readonly done: number;
  /** Messages about what could not be done. */
  readonly failures: readonly string[];
}

/** Options for carrying out a plan. */
export interface ApplyOptions {
  /** The schemas of scrim's own objects. */
  readonly schemas: SystemSchemas;
  /** Maximum number of concurrent transactions. */
  readonly concurrency: number;
  /** Called after each change. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Carries out a plan, phase by phase. A failed change does not stop the others. If a view could not be changed, the view
 * is closed. If that fails too, no later phase begins, because new rights would show rows through that view.
 * @throws Refusal `unavailable` if the cluster cannot be reached
 */
export async function applyPlan(
  cluster: Pick<Cluster, 'rows' | 'transaction'>,
  { phases }: Plan,
  { schemas, concurrency, onProgress }: ApplyOptions,
): Promise<Applied> {
  let done = 0;
  let unclosed = false;
  const failures: string[] = [];
  const runPart = async (first: Unit['first'], part: Part): Promise<void> => {
    const ways = [part.statements, part.otherwise].filter((way) => way !== undefined);
    try {
      await firstThatRuns(
        cluster,
        ways.map((way) => [...first, ...way]),
      );
      done += 1;
    } catch (error) {
      if (isUnavailable(error)) throw error;
      failures.push(`${part.title}: ${errorMessage(error)}${await closing(part)}`);
    }
    onProgress?.(done + failures.length);
  };
  const closing = async ({ closes }: Part): Promise<string> => {
    if (closes === undefined) return '';
    try {
      return `; ${await closeView(cluster, closes, schemas)}`;
    } catch (error) {
      if (isUnavailable(error)) throw error;
      unclosed = true;
      return `; the view could not be closed either (${errorMessage(error)}), so nothing new is granted to anybody`;
    }
  };
  const run = async (unit: Unit): Promise<void> => {
    const [only, ...others] = unit.parts;
    if (only !== undefined && others.length === 0) return runPart(unit.first, only);
    try {
      await cluster.transaction(statementsOf(unit));
      done += unit.parts.length;
      onProgress?.(done + failures.length);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      for (const part of unit.parts) await runPart(unit.first, part);
    }
  };
  for (const units of phases) {
    if (unclosed) break;
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

const isUnavailable = (error: unknown): boolean => error instanceof Refusal && error.kind === 'unavailable';
