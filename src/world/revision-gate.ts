/**
 * Lets questions that arrive together share one reading of the revision, without ever handing a question a reading that
 * began before it arrived: a change that returned before the question was asked is always seen.
 *
 * @param read reads the revision from the store
 * @returns the revision at a moment after the call
 */
export function createRevisionGate<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;

  const start = (): Promise<T> => {
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

  function startNext(): Promise<T> {
    next = undefined;
    return start();
  }
}
