import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import { formatDataSourceName, pointInTime } from '../../model/names.js';
import { target } from '../../model/policy-head.js';
import { isUnderWay, roundName } from '../../model/recertification.js';
import type { Recertification } from '../../model/recertification.js';
import { describePrincipal } from '../../model/principals.js';
import { hasExpired, inRound } from '../../model/subscription.js';
import { inScope } from '../../policy/scope.js';
import type { Editor, World } from '../../world/world-store.js';
import { askRules } from '../access/standing.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';
import { whoMay } from '../world/authorize.js';
import { checkEnd } from '../access/check-end.js';
import { roundsNamed } from './rounds.js';

const startInput = z
  .strictObject({
    name: roundName,
    target: target.meta({ description: 'over which data sources: those that match every key given' }),
    due: pointInTime.meta({ description: 'when access ends that nobody has confirmed' }),
  })
  .meta({ id: 'NewRecertification' });
/** A new round, and who starts it. */
type StartInput = InputOf<typeof startInput> & { readonly actor: string };

/** A round that was started. */
export interface StartedRound {
  readonly rounds: readonly Recertification[];
  /** Data sources of the round that have neither owners nor approvers: nobody can confirm access to them. */
  readonly nobodyDecides: readonly string[];
}

/**
 * Starts a round of recertification: each approved subscription to the data sources ends when the round is due, unless it ends earlier
 * or somebody confirms it. So nothing has to run at that time.
 * @throws Refusal `conflict` for a name that is taken, and for a data source with a round under way; `invalid` for an end that has passed,
 *   and where no data source matches
 */
export async function startRound(
  store: World,
  { actor, name, target: over, due }: StartInput,
  at: Date,
): Promise<StartedRound> {
  checkEnd(due, at, 'a round');
  const { result } = await store.change(actor, async (editor): Promise<StartedRound> => {
    if ((await roundsNamed(editor, name)).length > 0) {
      throw new Refusal('conflict', `there is a round '${name}' already: choose another name`);
    }
    const all = await editor.all('dataSource');
    for (const wanted of over.dataSources ?? []) {
      if (!all.some((one) => formatDataSourceName(one) === wanted)) {
        throw new Refusal('invalid', `there is no data source '${wanted}'`);
      }
    }
    const found = all.filter((one) => inScope({ target: copied(over) }, one)?.about);
    if (found.length === 0)
      throw new Refusal('invalid', 'no data source matches: check names, tags and schemas');
    const earlier = (await editor.all('recertification')).filter((one) => isUnderWay(one, at));
    const rounds: Recertification[] = [];
    for (const dataSource of found.map(formatDataSourceName)) {
      const other = earlier.find(
        (one) => one.dataSource === dataSource && one.accesses.some(({ decision }) => decision === undefined),
      );
      if (other !== undefined) {
        throw new Refusal(
          'conflict',
          `round '${other.name}' over '${dataSource}' is under way until ${other.due}: decide on its accesses or cancel it first`,
        );
      }
      rounds.push(
        await begin(editor, { name, dataSource, due, startedBy: actor, startedAt: at.toISOString() }, at),
      );
    }
    await editor.put('recertification', rounds);
    const policies = await editor.all('subscriptionPolicy');
    const nobodyDecides = found
      .filter((one) => one.owners.length === 0 && askRules(policies, one).length === 0)
      .map(formatDataSourceName);
    return { rounds, nobodyDecides };
  });
  return result;
}

const copied = ({ tags, dataSources, schemas }: StartInput['target']) => ({
  ...(tags === undefined ? {} : { tags: [...tags] }),
  ...(dataSources === undefined ? {} : { dataSources: [...dataSources] }),
  ...(schemas === undefined ? {} : { schemas: [...schemas] }),
});

/** Gives the subscriptions to a data source their end. */
async function begin(
  editor: Editor,
  round: Omit<Recertification, 'accesses'>,
  at: Date,
): Promise<Recertification> {
  const subscriptions = (await editor.read({ entry: 'subscriptions', dataSource: round.dataSource })).filter(
    (one) => one.status === 'approved' && one.breakGlass === undefined && !hasExpired(one, at),
  );
  await editor.put(
    'subscription',
    subscriptions.map((one) => inRound(one, round)),
  );
  const accesses = subscriptions
    .map(({ subscriber }) => ({ subscriber }))
    .toSorted((a, b) => (describePrincipal(a.subscriber) < describePrincipal(b.subscriber) ? -1 : 1));
  return { ...round, accesses };
}

/** @see startRound */
export const startRecertificationUseCase = useCase({
  name: 'startRecertification',
  whoMay: {
    subject: 'recertification',
    verb: 'create',
    refusal: `your roles do not let you start a round of recertification: ${whoMay('recertification', 'create')} may`,
  },
  named: true,
  input: startInput,
  run: ({ store }, input, { name, at }) => startRound(store, { ...input, actor: name }, at),
});
