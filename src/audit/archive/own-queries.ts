/** The source that Trino reports for the statements of the archive. */
export const archiveSource = 'scrim archive';

/** Characters that are kept of a statement of the archive. */
const kept = 200;

/**
 * The text of a statement of the archive, as it is recorded: up to its first value. The records that it writes would be on record again, and archived
 * again, each time in a longer text; and the name of a person who is erased would be on record again.
 */
export function shortened(sql: string): string {
  const first = sql.indexOf("'");
  const end = Math.min(kept, first === -1 ? sql.length : first);
  return end < sql.length ? `${sql.slice(0, end)}…` : sql;
}
