import type { DetectorName } from '../../../model/monitored-schema.js';

/** Recognizes one kind of data in a column. */
export interface Detector {
  readonly name: DetectorName;
  /** Whether a column of this name, its words in lower case with single spaces between, is likely to hold it. */
  readonly named: (words: string) => boolean;
  /** Whether a value, as text without white space around it, has its form; undefined for what has none. */
  readonly matches?: (value: string) => boolean;
  /** Whether values alone say nothing: much else has the same form. */
  readonly needsName?: true;
}

/** A test for names of columns that hold one of these words, or these words in a row. */
export const anyWord =
  (...words: readonly string[]) =>
  (text: string): boolean =>
    words.some((word) => ` ${text} `.includes(` ${word} `));
