import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import { askAs } from '../../identity/actor.js';
import { operatorAs } from '../../identity/caller.js';
import { dataSourceName, principalName } from '../../model/names.js';
import { dataSourcesBeneath, explanationFor } from './explain-to-person.js';
import { explain } from './explain.js';
import type { Explanation } from './explain.js';
import { reachOf } from '../world/authorize.js';
import type { Administration } from '../world/context.js';
import { FaultyObject } from '../world/failures.js';
import { nothingThere, readObject } from '../world/read-objects.js';
import { discoverable } from '../world/relations.js';
import { useCase } from '../use-case.js';
import type { Acting, InputOf } from '../use-case.js';
import { viewNameOf } from '../views/view-name.js';
import { supposingPerson } from '../what-if/supposing.js';
import { aboutPerson } from '../what-if/suppositions.js';

/** What somebody wants explained: by default the actor's own view. Only the administrator may suppose something. */
const explainInput = z.strictObject({
  user: principalName('a user name').optional(),
  dataSource: dataSourceName,
  project: principalName('a project name').optional(),
  ...aboutPerson,
});

/**
 * Explains what a user sees of a data source, to who may know: to the administrator and who reads all explanations everything, to
 * others only what is about data sources that exist for them.
 * @throws Refusal `forbidden` for another user's view; `not-visible` for a data source of which the actor may not learn
 */
async function explainTo(
  administration: Administration,
  asking: Acting['by'],
  {
    user = asking === 'administrator' ? undefined : asking.actor.user,
    dataSource,
    project,
    ...suppositions
  }: InputOf<typeof explainInput>,
): Promise<Explanation> {
  const { ports } = administration;
  const view = viewNameOf(dataSource);
  if (asking === 'administrator') {
    const on = await supposingPerson(administration, { user, ...suppositions });
    const { explanation } = await explain(on.ports, operatorAs(on.user, project), view);
    return { ...explanation, work: supposedWork(explanation.work, suppositions), ...on.told };
  }
  if (!isDeepStrictEqual(suppositions, nothingSupposed)) throw new Refusal('forbidden', onlyAdministrator);
  if (user === undefined)
    throw new FaultyObject([{ path: ['user'], message: 'give the user whose view is to be explained' }]);
  const { actor } = asking;
  const reach = reachOf(actor.roles, 'explanation', 'read');
  if (reach === 'none' || (reach === 'own' && user !== actor.user)) throw new Refusal('forbidden', refusal);
  if (reach === 'own') await readObject(administration, asking, 'dataSource', dataSource);
  else if ((await administration.store.find('dataSource', { keys: [dataSource] })).length === 0)
    throw nothingThere();
  const { explanation, told } = await explain(ports, askAs(actor, user, project), view, actor.name);
  if (reach === 'all') return explanation;
  const beneath = dataSourcesBeneath(explanation.sources);
  const dataSources = await ports.world.ask((look) => new Set(discoverable(look, asking, beneath)));
  return explanationFor(explanation, { dataSources, told });
}

/** In the supposed world the person has switched to the project; the stored one may know nothing of that. */
const supposedWork = (
  work: Explanation['work'],
  { suppose: { project, purpose } }: Pick<InputOf<typeof explainInput>, 'suppose'>,
): Explanation['work'] =>
  work.project === null || (project ?? purpose) === undefined
    ? work
    : { ...work, because: `works in project '${work.project}', as supposed` };

const nothingSupposed = z.strictObject(aboutPerson).parse({});
const onlyAdministrator = 'only the administrator of the store may suppose something, at the command line';
const refusal = "your roles do not let you see another user's view";

/** @see explainTo */
export const explainUseCase = useCase({
  name: 'explain',
  whoMay: { subject: 'explanation', verb: 'read', refusal },
  input: explainInput,
  run: (administration, input, { by }) => explainTo(administration, by, input),
});
