/**
 * Joins what callers want while readings run into the next one. A caller never shares a reading that began before the call.
 * @param read reads everything that it is given
 * @param most readings that run at the same time
 */
export function readTogether<Q, R>(
  read: (all: readonly Q[]) => Promise<R>,
  most = 2,
): (wanted: readonly Q[]) => Promise<R> {
  let running = 0;
  let next: { readonly wanted: Q[]; readonly callers: ((start: Promise<R>) => void)[] } | undefined;

  const startNext = (): void => {
    if (next === undefined || running >= most) return;
    const { wanted, callers } = next;
    next = undefined;
    running += 1;
    const reading = read(wanted).finally(() => {
      running -= 1;
      startNext();
    });
    for (const caller of callers) caller(reading);
  };

  return (wanted) => {
    next ??= { wanted: [], callers: [] };
    next.wanted.push(...wanted);
    const { callers } = next;
    const reading = new Promise<R>((resolve) => callers.push(resolve));
    startNext();
    return reading;
  };
}
