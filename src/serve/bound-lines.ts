/** Limits the log lines of each kind per minute, and reports how many more there were. */
export interface BoundLines {
  /**
   * @param kind the lines that are counted together; there must be few kinds
   * @param write writes the line
   * @param more writes the number of further lines, at the end of a minute in which there were any
   */
  line(kind: string, write: () => void, more: (count: number) => void): void;
}

const minute = 60_000;

/** @param perMinute maximum number of lines of a kind per minute */
export function boundLines(perMinute: number): BoundLines {
  const counts = new Map<string, number>();
  return {
    line(kind, write, more) {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      if (count <= perMinute) write();
      if (count > 1) return;
      setTimeout(() => {
        const unwritten = (counts.get(kind) ?? 0) - perMinute;
        counts.delete(kind);
        if (unwritten > 0) more(unwritten);
      }, minute).unref();
    },
  };
}
