import type { InputPath, InputProblem } from '../base/input.js';
import type { Complaint, Place } from './place.js';

/** The value in a YAML or JSON file, with places. */
export interface ParsedText {
  readonly format: 'yaml' | 'json';
  /** Undefined for an empty file. */
  readonly value: unknown;
  /**
   * The place of the value at a path, or of the nearest enclosing value in the text; the place of the last key if
   * `key` is requested.
   */
  readonly placeOf: (path: InputPath, part?: 'key' | 'value') => Place;
}

export const duplicateKey = (key: string): string =>
  `key '${key}' is duplicated in this object; keep one of them`;

export const inexactNumber = (written: string): string =>
  `the number ${written} is too large to be stored exactly; write it in quotes`;

/** A problem of a value as a complaint at its place. */
export const complaintAt =
  (parsed: Pick<ParsedText, 'placeOf'>) =>
  ({ path, message, wrongKey, more }: InputProblem): Complaint => ({
    place: parsed.placeOf(path, wrongKey ? 'key' : 'value'),
    message,
    more,
  });
