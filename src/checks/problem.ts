import type { Kind } from '../model/world.js';
import { formatComplaints, formatPlace } from '../files/place.js';
import type { Complaint } from '../files/place.js';
import type { Locate } from '../files/read-world.js';

/** Something wrong with an object that its schema cannot see: at a path inside the object `index` of its kind. */
export interface Problem {
  readonly kind: Kind;
  readonly index: number;
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** A related object of the same kind; its place is added to the message. */
  readonly see?: number;
  /** Set if a table changed, and the object itself is correct. The problem closes the data source, so it exposes nothing. */
  readonly closes?: true;
  /** Set for what an import accepts and reports as a warning. */
  readonly imported?: true;
}

/** Each problem as a complaint at its place. */
export const placeProblems = (problems: readonly Problem[], locate: Locate): readonly Complaint[] =>
  problems.map(({ kind, index, path, message, see }) => ({
    place: locate(kind, index, path),
    message:
      see === undefined ? message : `${message} (the other is at ${formatPlace(locate(kind, see, []))})`,
  }));

/** `FILE:LINE:COLUMN: message` for each, in the order of files and lines. */
export const formatProblems = (problems: readonly Problem[], locate: Locate): readonly string[] =>
  formatComplaints(placeProblems(problems, locate));
