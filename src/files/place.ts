import { inputBounds, moreProblems, shortMessage } from '../base/input.js';

/** A place in a file: line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A problem in a file. It has no line if it concerns the whole file. */
export interface Complaint {
  readonly place: Place | { readonly file: string };
  readonly message: string;
  /** The number of problems that this one summarizes. */
  readonly more?: number | undefined;
}

/** `FILE:LINE:COLUMN`: editors and terminals link this form. */
export const formatPlace = (place: Complaint['place']): string =>
  'line' in place ? `${place.file}:${place.line}:${place.column}` : place.file;

const lineOf = ({ place }: Complaint): number => ('line' in place ? place.line : 0);
const columnOf = ({ place }: Complaint): number => ('line' in place ? place.column : 0);
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * One line for each problem, `FILE:LINE:COLUMN: MESSAGE`, sorted by file and line, without duplicates. If there are too many: the first ones, and a line that
 * counts the others.
 */
export function formatComplaints(complaints: readonly Complaint[]): readonly string[] {
  const sorted = complaints
    .filter(({ more }) => more === undefined)
    .toSorted(
      (a, b) =>
        byText(a.place.file, b.place.file) ||
        lineOf(a) - lineOf(b) ||
        columnOf(a) - columnOf(b) ||
        byText(a.message, b.message),
    );
  const lines = new Set(
    sorted.map(({ place, message }) => `${formatPlace(place)}: ${shortMessage(message)}`),
  );
  const reported = [...lines].slice(0, inputBounds.problems);
  const more = lines.size - reported.length + complaints.reduce((sum, one) => sum + (one.more ?? 0), 0);
  return more === 0 ? reported : [...reported, moreProblems(more)];
}
