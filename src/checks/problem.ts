import type { Kind } from '../model/world.js';
import { formatComplaints, formatPlace } from '../files/place.js';
import type { Locate } from '../files/read-world.js';

/** Something wrong with an object that its schema cannot see: at a path inside the object `index` of its kind. */
export interface Problem {
  readonly kind: Kind;
  readonly index: number;
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Another object of the same kind that has to do with it; its place is added to the message. */
  readonly see?: number;
  /** Set where it is what a table came to lack, and not a mistake in writing: the data source is closed by it, and opens nothing. */
  readonly closes?: true;
  /** Set for what an import takes in as it is, and reports as a warning. */
  readonly imported?: true;
}

/** `FILE:LINE:COLUMN: message` for each, in the order of files and lines. */
export const formatProblems = (problems: readonly Problem[], locate: Locate): readonly string[] =>
  formatComplaints(
    problems.map(({ kind, index, path, message, see }) => ({
      place: locate(kind, index, path),
      message:
        see === undefined ? message : `${message} (the other is at ${formatPlace(locate(kind, see, []))})`,
    })),
  );
