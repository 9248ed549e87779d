import { closeSync, fsyncSync, openSync } from 'node:fs';
import { chmod, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

import { systemErrorCode } from '../base/system-error.js';

/**
 * Opens or creates the PGlite of a store folder. Acknowledged changes survive the end of the process
 * and a power failure. By default PGlite turns PostgreSQL's fsync off, and its file system has no fsync.
 *
 * @param location the store's folder; PGlite has `pglite` in it
 * @param sync writes an open file to disk
 * @throws Error EMFILE or ENFILE
 */
export async function openPGliteFolder(location: string, sync = fsyncSync): Promise<PGlite> {
  ensureOpenable(filesNeeded);
  await mkdir(location, { recursive: true, mode: 0o700 });
  const folder = join(location, 'pglite');
  if (!(await exists(folder))) await makeFolder(location, folder);
  // PGlite uses the umask for its files, and everybody who reads them can read the keys of hash masks.
  await chmod(folder, 0o700);
  return openAt(folder, sync);
}

/** Created in another folder first: if the process ends meanwhile, nothing is left that looks like a database. */
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

/** PostgreSQL opened 92 files at the same time when it made a database. */
const filesNeeded = 128;

/** Opens so many files and closes them again: PGlite ends with other errors, which do not say that it could not open a file. */
function ensureOpenable(count: number): void {
  const opened: number[] = [];
  try {
    while (opened.length < count) opened.push(openSync(devNull, 'r'));
  } finally {
    opened.forEach((descriptor) => closeSync(descriptor));
  }
}

async function exists(folder: string): Promise<boolean> {
  try {
    return (await stat(folder)).isDirectory();
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** The memory of a WebAssembly module never shrinks. The operating system keeps the pages of the files too. */
const sharedBuffers = '32MB';

/** PGlite's own arguments, without `-F`, which turns fsync off. Of the methods to write to disk, Emscripten forwards only fsync. */
const startParams = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['-c', 'wal_sync_method=fsync'],
  ...['-c', `shared_buffers=${sharedBuffers}`],
];

const openAt = (folder: string, sync: typeof fsyncSync): Promise<PGlite> =>
  PGlite.create({ fs: new SyncedFS(folder, sync), startParams });

/** An open file in Emscripten's file system. It has a descriptor; a folder has none. */
interface Stream {
  readonly nfd?: number;
  readonly node: unknown;
}

/** The part of Emscripten's NODEFS that scrim extends. */
interface NodeFileSystem {
  realPath(node: unknown): string;
  stream_ops: { fsync?: (stream: Stream) => number };
}

/** PGlite's folder on disk, with an fsync that writes to the disk. */
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
