import { inSpan } from '../../base/in-span.js';
import type { Caller } from '../../identity/caller.js';
import { platformOf } from '../../platforms/index.js';
import { bindView } from '../../platforms/trino/view-compiler.js';
import type { BoundView } from '../../platforms/trino/view-compiler.js';
import { decideFor } from '../decisions/decide.js';
import type { Decided } from '../decisions/decide.js';
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
  const { user: userName, project, client } = caller;
  const asked = { userName, project, dataSourceName, at: ports.now() };
  const decided = await inSpan('decide', {}, () =>
    decideFor(ports, asked, { for: 'view', client, requestId }),
  );
  return inSpan('compile', { 'scrim.decision': decided.decision.kind }, () =>
    Promise.resolve(viewOf(ports, decided, caller.user, view)),
  );
}

/**
 * The view that a decision comes to, bound to the person that it was made for. What is on another platform is read there.
 * @throws Refusal `not-visible`
 */
export function viewOf(
  { views }: Pick<Ports, 'views'>,
  { source: { dataSource, settings }, decision }: Decided,
  user: string,
  view: ViewName,
): BoundView {
  if (decision.kind === 'hidden' || dataSource === undefined) throw noSuchView(view);
  if (platformOf[dataSource.platform].reader !== 'known') throw noSuchView(view);
  return bindView(views.compile(dataSource, decision, settings), user);
}
