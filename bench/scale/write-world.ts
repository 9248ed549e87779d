import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { userOf, worldOf } from './world.js';
import type { Size } from './world.js';

/** Writes a world to a folder: `world.json`, and the users apart in `users.ndjson`, one on each line. */
export async function writeWorld(size: Size, folder: string): Promise<void> {
  await writeFile(join(folder, 'world.json'), JSON.stringify(worldOf(size)));
  const lines = function* (): Generator<string> {
    for (let user = 0; user < size.users; user += 1) yield `${JSON.stringify(userOf(size, user))}\n`;
  };
  await pipeline(Readable.from(lines()), createWriteStream(join(folder, 'users.ndjson')));
}
