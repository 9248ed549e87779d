import type { Expression } from '../../sql/ast.js';
import { and, call, column, inList, query, select, string, table } from '../../sql/build.js';
import type { Ask, Attempt } from '../../trino/ask.js';
import { within } from './conditions.js';
import type { Extent } from './conditions.js';
import type { Texts } from './read-rows.js';
import type { ArchivePlace } from './statements.js';

/** The condition that a value is one of some texts, of which there is at least one. */
export const isOneOf = (value: Expression, texts: readonly string[]): Expression =>
  inList(
    value,
    texts.map((text) => string(text)),
  );

/** Reads long texts and documents by their digests. @throws Refusal */
export async function readTexts(
  ask: Ask<Attempt>,
  place: ArchivePlace,
  digests: readonly string[],
  extent: Extent,
): Promise<Texts> {
  if (digests.length === 0) return new Map();
  const parts = new Map<string, string[]>();
  const { rows } = await ask(
    query(
      select({
        // Every day has its own copy of a document.
        items: [column('record', 'digest'), column('record', 'part'), call('max', column('record', 'text'))],
        from: table([place.catalog, place.schema, 'audit_text'], 'record'),
        where: and(within(extent, 'record'), isOneOf(column('record', 'digest'), digests)),
        groupBy: [column('record', 'digest'), column('record', 'part')],
      }),
    ),
  );
  for (const [digest, part, text] of rows) {
    const found = parts.get(String(digest)) ?? [];
    found[Number(part)] = String(text);
    parts.set(String(digest), found);
  }
  return new Map([...parts].map(([digest, texts]) => [digest, texts.join('')]));
}
