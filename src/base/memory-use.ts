/** How much of its bound a memory uses. */
export interface MemoryUse {
  /** Bytes that are held, roughly. */
  readonly bytes: number;
  readonly most: number;
}

/** @param cache one that is bounded by bytes */
export const usedBy = ({
  calculatedSize,
  maxSize,
}: {
  readonly calculatedSize: number;
  readonly maxSize: number;
}): MemoryUse => ({ bytes: calculatedSize, most: maxSize });

/** Bytes that all memories of a process may use together, roughly, unless it is configured. */
export const defaultCacheBytes = 112 * 1024 * 1024;
