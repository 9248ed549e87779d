import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** Resident memory of a process in MiB. */
export async function memoryOf({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}

/** Ticks in a second, in which Linux counts the time of processes. */
const ticks = 100;

/** Seconds for which a process has used processors since it began, its own and those of the kernel for it. */
export async function processorSecondsOf({ pid }: ChildProcess): Promise<number> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
  // The name of the program, in parentheses, may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}
