/**
 * Lets requests that arrive together share one read of the revision. A request never gets a read that began before it arrived. So it always
 * sees a change that returned before it was made.
 *
 * @param read reads the revision from the store
 * @returns a revision that was current at some time after the call
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
