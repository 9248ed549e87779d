/**
 * Lets questions that arrive together share one reading of the revision, without ever handing a question a reading that
 * began before it arrived: a change that returned before the question was asked is always seen.
 *
 * @param read reads the revision from the store
 * @returns the revision at a moment after the call
 */
export function createRevisionGate(read: () => Promise<number>): () => Promise<number> {
  let running: Promise<number> | undefined;
  let next: Promise<number> | undefined;

  const start = (): Promise<number> => {
    const reading = read().finally(() => {
      if (running === reading) running = undefined;
    });
    running = reading;
    return reading;
  };

  return () => {
    if (running === undefined) return start();
    next ??= running.then(startNext, startNext);
    return next;
  };

  function startNext(): Promise<number> {
    next = undefined;
    return start();
  }
}
