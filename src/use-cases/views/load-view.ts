import { inSpan } from '../../base/in-span.js';
import type { Caller } from '../../identity/caller.js';
import { bindView } from '../../platforms/trino/view-compiler.js';
import type { BoundView } from '../../platforms/trino/view-compiler.js';
import { decideFor } from './decide-for.js';
import type { Ports } from './ports.js';
import { dataSourceOf, noSuchView } from './view-name.js';
import type { ViewName } from './view-name.js';

/**
 * Makes the view that stands for a data source, for this caller and nobody else.
 * @param requestId what the record of the decision is to be found by
 * @throws Refusal `not-visible`
 */
export async function loadView(
  ports: Ports,
  caller: Caller,
  view: ViewName,
  requestId?: string,
): Promise<BoundView> {
  const dataSourceName = dataSourceOf(view);
  const { user: userName, project } = caller;
  const asked = { userName, project, dataSourceName, at: ports.now() };
  const { facts, decision, age } = await inSpan('decide', {}, () => decideFor(ports, asked));
  const { user, client } = caller;
  ports.record({ requestId, user, client, dataSource: dataSourceName, decision, age });

  // What is on another platform is read there.
  if (decision.kind === 'hidden' || facts.dataSource?.platform !== 'trino') throw noSuchView(view);
  const { dataSource, settings } = facts;
  return inSpan('compile', { 'scrim.decision': decision.kind }, () =>
    Promise.resolve(bindView(ports.views.compile(dataSource, decision, settings), caller.user)),
  );
}
