/**
 * The processor time that some work takes when nothing gets in its way: the least of up to five tries, since a busy machine, a cold
 * cache or a garbage collection of what came before make a try dearer, never cheaper.
 *
 * @param work - done once per try; it is to do the same each time
 * @param enough - in milliseconds: no further try is made once one took less
 * @returns milliseconds
 */
export const processorTime = (work: () => void, enough: number): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 5 && least >= enough; tries += 1) {
    const begun = process.cpuUsage();
    work();
    least = Math.min(least, process.cpuUsage(begun).user / 1_000);
  }
  return least;
};
