/**
 * How what is shown after a change compares with what was shown before it.
 *
 * - `equal`: the same, for whatever the tables contain.
 * - `narrower`: certainly nothing more. No row is gained, and each cell is a function of what the cell showed before.
 * - `wider`: certainly nothing less; perhaps more.
 * - `different`: none of the others was proved. Something may be gained, so it counts as wider. Another constant is `different` too:
 *   the mask is another one.
 */
export type Change = 'equal' | 'narrower' | 'wider' | 'different';

/** Whether somebody may see more after a change: also where nothing else was proved. */
export const mayGain = (change: Change | 'ends'): boolean => change === 'wider' || change === 'different';

/** The change, of which it was proved or not that nothing is gained and that nothing is lost. */
export const changeOf = (nothingGained: boolean, nothingLost: boolean): Change =>
  nothingGained ? (nothingLost ? 'equal' : 'narrower') : nothingLost ? 'wider' : 'different';

/** The change of several things together. */
export const joinChanges = (changes: Iterable<Change>): Change => {
  const all = [...changes];
  return changeOf(
    all.every((change) => change === 'equal' || change === 'narrower'),
    all.every((change) => change === 'equal' || change === 'wider'),
  );
};
