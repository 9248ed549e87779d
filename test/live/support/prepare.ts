import { live } from './live.js';

/** What Trino makes of a statement: its own writing of it, or why it is none. */
export type Prepared =
  | { readonly text: string; readonly refusal?: undefined }
  | { readonly refusal: string; readonly text?: undefined };

interface Page {
  readonly nextUri?: string;
  readonly error?: { readonly errorName: string; readonly message: string };
}

/**
 * Has Trino's parser read a statement; nothing that it names needs to exist. Trino answers PREPARE with a header that holds
 * the statement as Trino writes it, every operation in parentheses: it shows what was understood. The client library does
 * not pass that header on.
 */
export async function prepare(sql: string): Promise<Prepared> {
  const { url, administrator } = live();
  const headers = { 'X-Trino-User': administrator };
  let response = await fetch(`${url}/v1/statement`, {
    method: 'POST',
    headers,
    body: `PREPARE probe FROM ${sql}`,
  });
  let header: string | null = null;
  for (;;) {
    header = response.headers.get('x-trino-added-prepare') ?? header;
    const page = (await response.json()) as Page;
    if (page.error !== undefined) return { refusal: `${page.error.errorName}: ${page.error.message}` };
    if (page.nextUri === undefined) break;
    response = await fetch(page.nextUri);
  }
  if (header === null) throw new Error(`Trino prepared nothing: ${sql}`);
  return { text: decodeURIComponent(header.replace(/^probe=/, '').replaceAll('+', ' ')) };
}

/** Trino's writer fails at some trees that its parser has read: it reads again what it wrote, and tells. */
const writersFailures = [
  'GENERIC_INTERNAL_ERROR: Formatted query does not parse',
  'GENERIC_INTERNAL_ERROR: Query does not round-trip',
];

/** Why Trino's parser takes a statement for none, or undefined. */
export const refusalOf = ({ refusal }: Prepared): string | undefined =>
  writersFailures.some((failure) => refusal?.startsWith(failure)) ? undefined : refusal;

/** Trino's writing of a statement, unless it is packed for its length, which no test needs to undo. */
export const writingOf = ({ text }: Prepared): string | undefined =>
  text?.startsWith('$') ? undefined : text;
