/** The source that Trino reports for the statements of the archive. */
export const archiveSource = 'scrim archive';

/** Characters that are kept of a statement of the archive. */
const kept = 200;

/**
 * The text of a statement of the archive, as it is recorded: without the records that it writes. They would be on record again, and archived
 * again, each time in a longer text.
 */
export const shortened = (sql: string): string => (sql.length > kept ? `${sql.slice(0, kept)}…` : sql);
