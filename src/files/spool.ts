import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

import { inTemporaryFolder } from './temporary-folder.js';
import { textLines } from './text-lines.js';

/** Values that are kept in a file, so that memory does not grow with their number. */
export interface Spool {
  add(value: unknown): Promise<void>;
  /** All values in their order, some at a time. It can be read more than once. */
  read(): AsyncIterable<readonly unknown[]>;
}

/** Maximum number of values that are read at a time. */
const batch = 1_000;

/** Runs work with a spool, which is removed afterwards. */
export const withSpool = <T>(work: (spool: Spool) => Promise<T>): Promise<T> =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'values');
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    // An error of the disk ends whatever waits for the file next.
    const failed = new Promise<never>((_, reject) => file.once('error', reject));
    failed.catch(() => undefined);
    try {
      return await work({
        async add(value) {
          if (!file.write(`${JSON.stringify(value)}\n`)) await Promise.race([once(file, 'drain'), failed]);
        },
        async *read() {
          if (!file.writableEnded) {
            file.end();
            await finished(file);
          }
          for await (const lines of textLines({ name: 'the input', path }, { bytes: Infinity })) {
            for (let start = 0; start < lines.length; start += batch)
              yield lines.slice(start, start + batch).map(({ text }): unknown => JSON.parse(text));
          }
        },
      });
    } finally {
      file.destroy();
    }
  });
