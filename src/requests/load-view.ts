import { inSpan } from '../base/in-span.js';
import type { Caller } from '../identity/caller.js';
import { bindView } from '../rewrite/view-compiler.js';
import type { BoundView } from '../rewrite/view-compiler.js';
import { decideFor } from './decide-for.js';
import type { Ports } from './ports.js';
import { dataSourceOf, noSuchView } from './view-name.js';
import type { ViewName } from './view-name.js';

/**
 * Makes the view that stands for a data source, for this caller and nobody else.
 * @throws Refusal `not-visible`
 */
export async function loadView(ports: Ports, caller: Caller, view: ViewName): Promise<BoundView> {
  const dataSourceName = dataSourceOf(view);
  const { user: userName, project } = caller;
  const asked = { userName, project, dataSourceName, at: ports.now() };
  const { facts, decision, age } = await inSpan('decide', {}, () => decideFor(ports, asked));
  ports.record({ user: caller.user, client: caller.client, dataSource: dataSourceName, decision, age });

  // What is on another platform is read there.
  if (decision.kind === 'hidden' || facts.dataSource?.platform !== 'trino') throw noSuchView(view);
  const { dataSource, settings } = facts;
  return inSpan('compile', { 'scrim.decision': decision.kind }, () =>
    Promise.resolve(bindView(ports.views.compile(dataSource, decision, settings), caller.user)),
  );
}
