import type { InputPath } from '../base/input.js';
import type { Place } from './place.js';

/** What a file of YAML or JSON says, and where it says it. */
export interface ParsedText {
  readonly format: 'yaml' | 'json';
  /** Undefined for an empty file. */
  readonly value: unknown;
  /**
   * The place of the value at a path, or of the nearest thing around it that is written down; of the last key itself when
   * `key` is asked for.
   */
  readonly placeOf: (path: InputPath, part?: 'key' | 'value') => Place;
}

export const duplicateKey = (key: string): string =>
  `key '${key}' stands twice in this object; keep one of them`;

export const inexactNumber = (written: string): string =>
  `the number ${written} is too large to be kept exactly; write it in quotes`;
