/**
 * Lets calls of a function run one after the other, in the order in which they were made.
 * @param run whatever becomes of one call, the next is made
 */
export function inTurn<F extends (...args: never[]) => Promise<unknown>>(run: F): F {
  let last: Promise<unknown> = Promise.resolve();
  const inLine = (...args: Parameters<F>): Promise<unknown> => {
    const mine = last.then(() => run(...args));
    last = mine.catch(() => undefined);
    return mine;
  };
  return inLine as F;
}
