import { closeSync, fsyncSync, openSync } from 'node:fs';
import { chmod, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

import { systemErrorCode } from '../base/system-error.js';

/**
 * Opens the PGlite of a store folder, and makes it when there is none, so that what it has acknowledged outlives the process,
 * and the machine's power too. PGlite itself turns PostgreSQL's fsync off, and its file system has none.
 *
 * @param location the store's folder; PGlite has `pglite` in it
 * @param sync makes what was written to an open file durable
 */
export async function openPGliteFolder(location: string, sync = fsyncSync): Promise<PGlite> {
  await mkdir(location, { recursive: true, mode: 0o700 });
  const folder = join(location, 'pglite');
  if (!(await exists(folder))) await makeFolder(location, folder);
  // PGlite takes the umask for all that it makes, and whoever reads its files reads the keys of hash masks.
  await chmod(folder, 0o700);
  return openAt(folder, sync);
}

/** Made elsewhere first: a process that ends meanwhile leaves nothing that looks like a database. */
async function makeFolder(location: string, folder: string): Promise<void> {
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await (await openAt(draft, fsyncSync)).close();
  await rename(draft, folder);
  const parent = await open(location);
  await parent.sync();
  await parent.close();
}

async function exists(folder: string): Promise<boolean> {
  try {
    return (await stat(folder)).isDirectory();
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** PGlite's own, but for `-F`, which turns fsync off; of the ways to make it, Emscripten forwards only fsync itself. */
const startParams = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['-c', 'wal_sync_method=fsync'],
];

const openAt = (folder: string, sync: typeof fsyncSync): Promise<PGlite> =>
  PGlite.create({ fs: new SyncedFS(folder, sync), startParams });

/** What Emscripten's file system has of an open file: its descriptor, which a folder has not. */
interface Stream {
  readonly nfd?: number;
  readonly node: unknown;
}

/** The part of Emscripten's NODEFS that is added to. */
interface NodeFileSystem {
  realPath(node: unknown): string;
  stream_ops: { fsync?: (stream: Stream) => number };
}

/** PGlite's folder on disk, with an fsync that reaches the disk. */
class SyncedFS extends NodeFS {
  constructor(
    folder: string,
    private readonly sync: typeof fsyncSync,
  ) {
    super(folder);
  }

  override async init(...args: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...args);
    const addSync = (module: { readonly FS: unknown }): void => {
      const { NODEFS } = (module.FS as { readonly filesystems: { readonly NODEFS: NodeFileSystem } })
        .filesystems;
      NODEFS.stream_ops.fsync = ({ nfd, node }) => {
        const descriptor = nfd ?? openSync(NODEFS.realPath(node), 'r');
        try {
          this.sync(descriptor);
        } finally {
          if (nfd === undefined) closeSync(descriptor);
        }
        return 0;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addSync] } };
  }
}
