import { digestOf } from '../../audit/digest.js';
import { inSpan } from '../../base/in-span.js';
import type { Caller } from '../../identity/caller.js';
import { platformOf } from '../../platforms/index.js';
import { bindView } from '../../platforms/trino/view-compiler.js';
import type { BoundView } from '../../platforms/trino/view-compiler.js';
import { decideAndShow } from '../decisions/decide.js';
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
  const bound = await inSpan('decide', {}, () =>
    decideAndShow(ports, asked, { for: 'view', client, requestId }, async (decided) => {
      const bound = await inSpan('compile', { 'scrim.decision': decided.decision.kind }, () =>
        Promise.resolve(boundView(ports, decided, caller.user)),
      );
      return {
        value: bound,
        // The text is not kept: the decision is, and the digest finds it.
        answer: bound && { digest: digestOf(bound.sql), document: undefined },
      };
    }),
  );
  if (bound === undefined) throw noSuchView(view);
  return bound;
}

/** The view that a decision comes to, bound to the person that it was made for; undefined if there is none for them. */
function boundView(
  { views }: Pick<Ports, 'views'>,
  { source: { dataSource, settings }, decision }: Decided,
  user: string,
): BoundView | undefined {
  if (decision.kind === 'hidden' || dataSource === undefined) return undefined;
  if (platformOf[dataSource.platform].reader !== 'known') return undefined;
  return bindView(views.compile(dataSource, decision, settings), user);
}

/**
 * The view that a decision comes to, bound to the person that it was made for. What is on another platform is read there.
 * @throws Refusal `not-visible`
 */
export function viewOf(
  ports: Pick<Ports, 'views'>,
  decided: Decided,
  user: string,
  view: ViewName,
): BoundView {
  const bound = boundView(ports, decided, user);
  if (bound === undefined) throw noSuchView(view);
  return bound;
}
