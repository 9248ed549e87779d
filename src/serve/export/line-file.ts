import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** When a file of lines is replaced by a new one, and how many old ones are kept. */
export interface Rotation {
  /** Bytes that a file may have. */
  readonly size: number | undefined;
  /** Seconds after which a file with lines is replaced. */
  readonly seconds: number | undefined;
  /** Old files that are kept; all if undefined. */
  readonly keep: number | undefined;
}

/** Takes lines of text. */
export interface LineSink {
  /**
   * Resolves once all lines are on the disk. If it fails, none of them is in the file.
   * @throws Error of the file system
   */
  write(lines: readonly string[]): Promise<void>;
  /** Replaces the file if it is old enough. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

interface Opened {
  readonly file: FileHandle;
  readonly begun: number;
  size: number;
}

/**
 * A file to which whole lines are appended. When it is full or old, it gets the time as a suffix (`FILE.20261201T091403120Z`), and a new file begins.
 * The end of a line that a crash cut off is removed: who writes it writes it again.
 */
export function lineFile(path: string, rotation: Rotation, now: () => Date = () => new Date()): LineSink {
  let current: Opened | undefined;

  const opened = async (): Promise<Opened> => {
    if (current !== undefined) return current;
    // Not only appended to: the cut end of a line is read.
    const file = await open(path, 'a+', 0o640);
    try {
      const { size, birthtimeMs } = await file.stat();
      const whole = await endOfLines(file, size);
      if (whole < size) await file.truncate(whole);
      current = { file, size: whole, begun: whole === 0 ? now().getTime() : birthtimeMs };
      return current;
    } catch (error) {
      await file.close();
      throw error;
    }
  };

  const close = async (): Promise<void> => {
    const { file } = current ?? {};
    current = undefined;
    await file?.close();
  };

  const replace = async (): Promise<void> => {
    await close();
    const suffix = now().toISOString().replaceAll(/[-:.]/g, '');
    await rename(path, await free(`${path}.${suffix}`));
    if (rotation.keep !== undefined) await removeOld(path, rotation.keep);
  };

  const isOld = ({ begun }: Opened): boolean =>
    rotation.seconds !== undefined && now().getTime() - begun >= rotation.seconds * 1_000;

  return {
    async write(lines) {
      if (lines.length === 0) return;
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const before = await opened();
      const isFull = rotation.size !== undefined && before.size + bytes.length > rotation.size;
      if (before.size > 0 && (isFull || isOld(before))) await replace();
      const target = await opened();
      try {
        await target.file.appendFile(bytes);
        await target.file.sync();
        target.size += bytes.length;
      } catch (error) {
        // A full disk may have taken a part of it.
        await target.file.truncate(target.size).catch(() => undefined);
        await close().catch(() => undefined);
        throw error;
      }
    },
    async rotate() {
      const target = await opened();
      if (target.size > 0 && isOld(target)) await replace();
    },
    close,
  };
}

/** Where the last whole line of a file ends. */
async function endOfLines(file: FileHandle, size: number): Promise<number> {
  const part = Buffer.alloc(64 * 1024);
  for (let end = size; end > 0;) {
    const from = Math.max(0, end - part.length);
    const { bytesRead } = await file.read(part, 0, end - from, from);
    const last = part.subarray(0, bytesRead).lastIndexOf(10);
    if (last !== -1) return from + last + 1;
    end = from;
  }
  return 0;
}

/** A name that no file has. */
async function free(path: string): Promise<string> {
  for (let count = 0; ; count += 1) {
    const name = count === 0 ? path : `${path}.${count}`;
    const exists = await stat(name).then(
      () => true,
      () => false,
    );
    if (!exists) return name;
  }
}

/** Removes the oldest files of before. */
async function removeOld(path: string, keep: number): Promise<void> {
  const prefix = `${basename(path)}.`;
  const old = (await readdir(dirname(path)))
    .filter((name) => name.startsWith(prefix) && /^\d{8}T\d{9}Z(\.\d+)?$/.test(name.slice(prefix.length)))
    .toSorted();
  for (const name of old.slice(0, Math.max(0, old.length - keep))) await rm(join(dirname(path), name));
}
