/**
 * Runs calls of a function one after the other, in the order of the calls.
 * @param run the function; the next call runs even if one fails
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
