import { Refusal } from '../../base/refusal.js';
import type { Recertification } from '../../model/recertification.js';
import type { Finder } from '../../world/stored-objects.js';

/** The parts of a round, one for each data source; none if there is no such round. */
export const roundsNamed = async (
  finder: Finder,
  name: string,
  dataSource?: string,
): Promise<readonly Recertification[]> =>
  (
    await finder.find('recertification', {
      containing: [{ name, ...(dataSource === undefined ? {} : { dataSource }) }],
    })
  ).map(({ object }) => object);

/** The same answer for a round that is missing, and for one that the actor may not know. */
export const noSuchRound = (name: string, dataSource?: string): Refusal =>
  new Refusal(
    'not-visible',
    `there is no round '${name}'${dataSource === undefined ? '' : ` over '${dataSource}'`} on which you may decide`,
  );
