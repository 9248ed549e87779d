import type { OnProgress } from './environment.js';

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/**
 * Shows the progress of a step, at most once a second and at its end: `fetching Trino: 312 MB of 821 MB, 14 s`.
 *
 * @param total in bytes
 * @returns a function to call with the bytes done so far
 */
export function meter(
  what: string,
  total: number,
  onProgress: OnProgress,
  now = Date.now,
): (bytes: number) => void {
  const began = now();
  let shown = -Infinity;
  return (bytes) => {
    const time = now();
    if (time - shown < 1_000 && bytes < total) return;
    shown = time;
    onProgress(
      `${what}: ${megabytes(bytes)} of ${megabytes(total)}, ${Math.round((time - began) / 1_000)} s`,
    );
  };
}
