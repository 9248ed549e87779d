import { describePrincipal } from '../model/principals.js';
import { hasExpired } from '../model/subscription.js';
import type { ListedSubscription } from '../use-cases/access/list-subscriptions.js';
import type { SubscriptionState } from '../use-cases/access/request-access.js';

/** Formats a subscription or request as one line, without the line end. */
export const describeSubscription = ({
  dataSource,
  subscriber,
  status,
  expires,
  requestedAt,
  decidedBy,
  reason,
  breakGlass,
}: ListedSubscription): string =>
  [
    `${dataSource}: ${describePrincipal(subscriber)} is ${status}`,
    expires === undefined
      ? ''
      : hasExpired({ expires }, new Date())
        ? `, ended at ${expires}`
        : ` until ${expires}`,
    breakGlass === undefined ? '' : `, by break glass under policy '${breakGlass.policy}'`,
    requestedAt === undefined ? '' : `, requested at ${requestedAt}`,
    decidedBy === undefined ? '' : `, decided by ${decidedBy}`,
    reason === undefined ? '' : ` (${reason})`,
  ].join('');

/** Formats a request, with the approvers that it waits for. */
export const describeState = ({ subscription, waitingFor, endSetBy }: SubscriptionState): string =>
  [
    describeSubscription(subscription),
    ...describeEndSetBy(endSetBy),
    ...waitingFor.map((approvers) => `  waits for ${approvers}`),
  ].join('\n');

/** The line that says which setting gave access its end. */
export const describeEndSetBy = (setting: string | undefined): readonly string[] =>
  setting === undefined ? [] : [`  its end is the latest that ${setting} allows`];
