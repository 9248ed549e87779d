import type { DetectorName } from '../../../model/monitored-schema.js';

/** Recognizes one kind of data in a column. */
export interface Detector {
  readonly name: DetectorName;
  /** Whether a column with this name is likely to contain it. The words of the name are in lower case, with single spaces between. */
  readonly named: (words: string) => boolean;
  /** Whether a value, as text without white space around it, has this form; undefined for data without a form. */
  readonly matches?: (value: string) => boolean;
  /** Whether values alone prove nothing, because much other data has the same form. */
  readonly needsName?: true;
}

/** A test for column names that contain one of these words, or this sequence of words. */
export const anyWord =
  (...words: readonly string[]) =>
  (text: string): boolean =>
    words.some((word) => ` ${text} `.includes(` ${word} `));
