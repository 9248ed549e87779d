import { z } from 'zod';

import { kinds } from '../model/world.js';

/** How far an export is: after which records it goes on. */
export const exportPosition = z.strictObject({
  decisions: z.string().regex(/^\d{1,20}$/),
  queries: z.string().regex(/^\d{1,20}$/),
  changes: z.strictObject({ revision: z.int(), kind: z.enum(kinds), key: z.string() }).nullable(),
});
/** @see exportPosition */
export type ExportPosition = z.output<typeof exportPosition>;

/** Where an export begins that exports all records. */
export const exportStart: ExportPosition = { decisions: '0', queries: '0', changes: null };

/** How far the exports of the service are. Implemented by `store/`. */
export interface ExportPositions {
  /**
   * Takes an export for a time, unless another process has it.
   * @param holder the process
   * @returns where it goes on, if it ever began; undefined if another process has it
   */
  take(
    name: string,
    holder: string,
    seconds: number,
  ): Promise<{ readonly position: ExportPosition | undefined } | undefined>;
  /** Stores how far an export is. @returns whether the process still has it */
  advance(name: string, holder: string, position: ExportPosition): Promise<boolean>;
  /** Lets other processes go on. */
  release(name: string, holder: string): Promise<void>;
}
