import { entryId } from './touched.js';
import type { Look } from './look.js';
import type { Entry, Reader, ValueOf } from './world-store.js';

/**
 * Evaluates a query on the world as a transaction sees it. The transaction then writes to the same state that the result is based on. The
 * query runs again until everything it looks up has been read.
 */
export async function askEditor<T>(editor: Pick<Reader, 'read'>, question: (look: Look) => T): Promise<T> {
  const held = new Map<string, unknown>();
  for (;;) {
    const missing = new Map<string, Entry>();
    const answer = question((entry) => {
      const id = entryId(entry);
      if (!held.has(id)) missing.set(id, entry);
      return held.get(id) as ValueOf<typeof entry> | undefined;
    });
    if (missing.size === 0) return answer;
    for (const [id, entry] of missing) held.set(id, await editor.read(entry));
  }
}
