import { evaluateShown } from '../../evaluate/evaluate-shown.js';
import type { RawTable, Seen } from '../../evaluate/evaluate-shown.js';
import type { DataSource } from '../../model/data-source.js';
import type { Shown } from '../../policy/shown.js';

/** What is seen of which rows, by whom and when. */
interface Sight {
  readonly dataSource: DataSource;
  readonly shown: Shown;
  readonly tables: readonly RawTable[];
  readonly now: Date;
  readonly user: string;
  readonly hashKey: string;
  /** The columns of which values are wanted. */
  readonly columns: (name: string) => boolean;
}

/**
 * Finds what a person sees of rows: in memory, or on a real Trino.
 * @throws NotEvaluated for what it does not know
 */
export type Seeing = (sight: Sight) => Promise<Seen>;

/** Evaluates in memory. */
export const seeInMemory: Seeing = ({ dataSource, shown, tables, ...context }) =>
  Promise.resolve(evaluateShown(dataSource, shown, tables, context));
