import { inputBounds, moreProblems, shortMessage } from '../base/input.js';

/** A place in a file: line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something wrong in a file. Without a line when the whole file is meant. */
export interface Complaint {
  readonly place: Place | { readonly file: string };
  readonly message: string;
  /** How many problems this one stands for, which are only counted. */
  readonly more?: number | undefined;
}

/** `FILE:LINE:COLUMN`, the form that editors and terminals link. */
export const formatPlace = (place: Complaint['place']): string =>
  'line' in place ? `${place.file}:${place.line}:${place.column}` : place.file;

const lineOf = ({ place }: Complaint): number => ('line' in place ? place.line : 0);
const columnOf = ({ place }: Complaint): number => ('line' in place ? place.column : 0);
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * One line for each complaint, `FILE:LINE:COLUMN: MESSAGE`, in the order of files and lines, none twice; of very many the first, and a line that
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
