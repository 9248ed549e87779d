import { Refusal } from '../../base/refusal.js';
import type { Archive } from './archive.js';
import type { Archived } from './ledger.js';

const recently = 'ask for recent records only (--recent, or recent=true in the API)';

const missingIn = ({ places, first, last }: Archived): string =>
  `the records from ${first} to ${last} are in the archive ${places.join(' and ')}`;

/**
 * The archive that has what was archived.
 * @param archive that of the configuration; undefined if this process knows of none
 * @param otherwise what else can be done, as the end of a sentence
 * @throws Refusal `unavailable` if it is another one
 */
export function archiveFor(
  archived: Archived,
  archive: Archive | undefined,
  otherwise = `, or ${recently}`,
): Archive {
  if (archive === undefined) {
    throw new Refusal(
      'unavailable',
      `${missingIn(archived)}, which this process does not know: name the configuration file of scrim serve by --config or SCRIM_CONFIG${otherwise}`,
    );
  }
  const elsewhere = archived.places.find((place) => place !== archive.place);
  if (elsewhere === undefined) return archive;
  throw new Refusal(
    'unavailable',
    `${missingIn(archived)}, but audit.archive.to is ${archive.place}: set it to ${elsewhere}${otherwise}`,
  );
}

/**
 * Reads from an archive.
 * @throws Refusal `unavailable`, which says what is missing, for whatever Refusal reading it throws
 */
export async function askingArchive<T>(archived: Archived, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(
      'unavailable',
      `${missingIn(archived)}, which cannot be read: ${error.message}; to see the others, ${recently}`,
      error.detail,
      { cause: error },
    );
  }
}
