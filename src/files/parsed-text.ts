import type { Place } from './place.js';

/** Keys and list positions from the whole value of a file to a part of it. */
export type TextPath = readonly (string | number)[];

/** What a file of YAML or JSON says, and where it says it. */
export interface ParsedText {
  readonly format: 'yaml' | 'json';
  /** Undefined for an empty file. */
  readonly value: unknown;
  /**
   * The place of the value at a path, or of the nearest thing around it that is written down; of the last key itself when
   * `key` is asked for.
   */
  readonly placeOf: (path: TextPath, part?: 'key' | 'value') => Place;
}

export const duplicateKey = (key: string): string =>
  `key '${key}' stands twice in this object; keep one of them`;

export const inexactNumber = (written: string): string =>
  `the number ${written} is too large to be kept exactly; write it in quotes`;
