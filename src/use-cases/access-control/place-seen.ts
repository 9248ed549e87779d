import { modeOf, placeKey } from './cluster.js';
import type { Cluster } from './cluster.js';
import { allowed, denied } from './question.js';
import type { Verdict } from './question.js';
import { touches } from './rules.js';
import type { Session } from './session.js';

const closedCatalog = (cluster: Cluster, catalog: string): string =>
  `catalog '${catalog}' is closed: opa.clusters of scrim's configuration gives it no other mode in cluster '${cluster.name}'`;

/** Whether anything in a place may be read: its mode, or that of a part of it. */
const isAnyOpen = (cluster: Cluster, parts: readonly string[]): boolean => {
  if (modeOf(cluster, parts) !== 'closed') return true;
  const inside = `${placeKey(parts).slice(0, -1)},`;
  return [...cluster.modes].some(([key, mode]) => mode !== 'closed' && key.startsWith(inside));
};

/** Whether a catalog or a schema exists for a person. */
export function isPlaceSeen(session: Pick<Session, 'cluster' | 'rules'>, parts: readonly string[]): Verdict {
  const { cluster, rules } = session;
  const [catalog = '', schema] = parts;
  if (catalog === cluster.views) return allowed('the catalog of scrim');
  if (catalog === 'system') return allowed("Trino's own catalog");
  if (schema === 'information_schema') return isPlaceSeen(session, [catalog]);
  if (isAnyOpen(cluster, parts)) return allowed(`the mode of ${parts.join('.')}`);
  const rule = rules.find((one) => touches(one, parts));
  return rule === undefined
    ? denied(closedCatalog(cluster, catalog))
    : allowed(`operation rule '${rule.name}'`);
}
