import { Refusal } from '../../base/refusal.js';
import { reachOf } from './authorize.js';
import type { History, HistoryEntry, HistoryQuery } from '../../world/history.js';
import type { Asking } from './relations.js';

/** Reads the history of the world, the newest change first. @throws Refusal `forbidden` */
export async function readHistory(
  { history }: { readonly history: History },
  { actor }: Asking,
  query: HistoryQuery,
): Promise<readonly HistoryEntry[]> {
  if (reachOf(actor.roles, 'history', 'read') !== 'all') {
    throw new Refusal('forbidden', 'your roles do not let you read the history');
  }
  return history.list(query);
}
