/**
 * Does something with each of many, a few at a time: a Trino that answers one statement alone leaves most of the machine idle.
 *
 * @returns the results in the order of what they were made from
 */
export async function inParallel<T, R>(
  items: readonly T[],
  act: (item: T) => Promise<R>,
  width = 4,
): Promise<readonly R[]> {
  const results: R[] = [];
  const entries = items.entries();
  const work = async (): Promise<void> => {
    for (const [at, item] of entries) results[at] = await act(item);
  };
  await Promise.all(Array.from({ length: width }, work));
  return results;
}
