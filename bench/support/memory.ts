import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** Resident memory of a process in MiB. */
export async function memoryOf({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}
