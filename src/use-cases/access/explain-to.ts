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
import type { Asking } from '../world/relations.js';
import { useCase } from '../use-case.js';
import type { Acting, InputOf } from '../use-case.js';
import { viewNameOf } from '../views/view-name.js';
import { asOf, removalSince, toldOfPast, worldOfThen } from '../what-if/as-of.js';
import type { WorldOfThen } from '../what-if/as-of.js';
import { supposingPerson } from '../what-if/supposing.js';
import { aboutPerson } from '../what-if/suppositions.js';

/** What somebody wants explained: by default the actor's own view, as it is now. Only the administrator may suppose something. */
const explainInput = z.strictObject({
  user: principalName('a user name').optional(),
  dataSource: dataSourceName,
  project: principalName('a project name').optional(),
  asOf,
  ...aboutPerson,
});

/**
 * Explains what a user sees of a data source, to who may know: to the administrator and who reads all explanations everything, to
 * others only what is about data sources that exist for them. Of the past, others are told only what is about data sources that exist for them now and
 * existed for them then.
 * @throws Refusal `forbidden` for another user's view, and for that of a former user of the same name; `not-visible` for a data source of which the actor may not learn
 */
async function explainTo(
  administration: Administration,
  asking: Acting['by'],
  {
    user = asking === 'administrator' ? undefined : asking.actor.user,
    dataSource,
    project,
    asOf,
    ...suppositions
  }: InputOf<typeof explainInput>,
): Promise<Explanation> {
  const { ports, history } = administration;
  const view = viewNameOf(dataSource);
  if (asking === 'administrator') {
    const then = await worldOfThen(administration, asOf, suppositions.suppose.at !== undefined);
    const on = await supposingPerson(then, { user, ...suppositions });
    const { explanation } = await explain(on.ports, operatorAs(on.user, project), view);
    const work = supposedWork(explanation.work, suppositions);
    return { ...explanation, work, ...(await toldOfPast(history, then, on.told, on.user)) };
  }
  if (!isDeepStrictEqual(suppositions, nothingSupposed)) throw new Refusal('forbidden', onlyAdministrator);
  if (user === undefined)
    throw new FaultyObject([{ path: ['user'], message: 'give the user whose view is to be explained' }]);
  const { actor } = asking;
  const reach = reachOf(actor.roles, 'explanation', 'read');
  if (reach === 'none' || (reach === 'own' && user !== actor.user)) throw new Refusal('forbidden', refusal);
  const then = await worldOfThen(administration, asOf, false);
  if (reach === 'own') await checkOwn(administration, asking, then, { user, dataSource });
  else if ((await then.store.find('dataSource', { keys: [dataSource] })).length === 0) throw nothingThere();
  const { explanation, told } = await explain(then.ports, askAs(actor, user, project), view, actor.name);
  if (reach === 'all') return toldOfPast(history, then, explanation, user);
  const beneath = dataSourcesBeneath(explanation.sources);
  const known = await ports.world.ask((look) => discoverable(look, asking, beneath));
  const asked = askingThen(asking, then);
  const dataSources = await then.ports.world.ask((look) => new Set(discoverable(look, asked, known)));
  return toldOfPast(history, then, explanationFor(explanation, { dataSources, told }));
}

/** An actor who asks at the time that the question is about. */
const askingThen = ({ actor, at }: Asking, { ports, past }: WorldOfThen): Asking => ({
  actor,
  at: past === undefined ? at : ports.now(),
});

/**
 * Checks that the data source exists for the actor, now and then, and that the user of then is the same person.
 * @throws Refusal
 */
async function checkOwn(
  administration: Administration,
  asking: Asking,
  then: WorldOfThen,
  { user, dataSource }: { readonly user: string; readonly dataSource: string },
): Promise<void> {
  await readObject(administration, asking, 'dataSource', dataSource);
  if (then.past === undefined) return;
  if ((await removalSince(administration.history, user, then.past)) !== undefined)
    throw new Refusal('forbidden', anotherPerson);
  await readObject({ ...administration, ...then }, askingThen(asking, then), 'dataSource', dataSource);
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
const anotherPerson =
  'a user of your name was removed or renamed since: the view of then may be that of another person';
const refusal = "your roles do not let you see another user's view";

/** @see explainTo */
export const explainUseCase = useCase({
  name: 'explain',
  whoMay: { subject: 'explanation', verb: 'read', refusal },
  input: explainInput,
  run: (administration, input, { by }) => explainTo(administration, by, input),
});
