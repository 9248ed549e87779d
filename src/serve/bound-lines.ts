/** Writes lines of the log as long as there are few of a kind in a minute, and says how many more there were. */
export interface BoundLines {
  /**
   * @param kind which lines are counted together; there must be few kinds
   * @param write writes the line
   * @param more writes, at the end of a minute in which there were more, how many
   */
  line(kind: string, write: () => void, more: (count: number) => void): void;
}

const minute = 60_000;

/** @param perMinute lines of a kind that are written in a minute */
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
