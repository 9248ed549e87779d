import { createAdminKey } from './world/api-keys.js';
import { liftBlock, listBlocks, setBlock } from './access/blocks.js';
import { Refusal } from '../base/refusal.js';
import type { WorldStore } from '../world/world-store.js';
import type { ApiKeyStore } from '../identity/api-key.js';
import { operatorAs } from '../identity/caller.js';
import { dataSourceName } from '../model/names.js';
import { defaultSettings } from '../model/settings.js';
import { acknowledgePurpose } from './access/acknowledge-purpose.js';
import { switchProject } from './access/switch-project.js';
import { decideProposal } from './sync/decide-proposal.js';
import { listProposals } from './sync/is-stale.js';
import { reviewColumns } from './sync/review-columns.js';
import { explain } from './access/explain.js';
import type { Ports } from './views/ports.js';
import type { ViewName } from './views/view-name.js';
import { whoCan } from './access/who-can.js';
import { decideRequest } from './access/decide-request.js';
import { listSubscriptions } from './access/list-subscriptions.js';
import { requestAccess } from './access/request-access.js';
import { revokeSubscription } from './access/revoke-subscription.js';
import type { WebhookQueue } from '../webhooks/queue.js';
import { applyWorld } from './world/apply-world.js';
import { hashKeyOf } from './create-ports.js';
import { exportWorld } from './world/export-world.js';
import type { Operations } from './operations.js';
import { redshiftDesired } from './redshift/redshift-desired.js';
import { showView } from './views/show-view.js';
import { syncWorld } from './sync/sync-world.js';
import { trinoViews } from './views/trino-views.js';
import { registerDataSources } from './world/register-data-sources.js';

const viewNameOf = (text: string): ViewName => {
  const checked = dataSourceName.safeParse(text);
  const [schema, name] = text.split('.');
  if (checked.success && schema !== undefined && name !== undefined) return { schema, name };
  throw new Refusal(
    'invalid',
    checked.error?.issues[0]?.message ?? `expected SCHEMA.NAME but found '${text}'`,
  );
};

/** The operations on a store that this process has open. */
export const localOperations = (
  store: WorldStore,
  ports: Ports,
  apiKeys: ApiKeyStore,
  webhooks: WebhookQueue,
): Operations => ({
  apply: ({ allowRemovals = false, ...input }) => applyWorld(store, { ...input, allowRemovals }),
  exportWorld: (input) => exportWorld(store, input),
  importWorld: ({ prune, allowRemovals = false, ...input }) =>
    applyWorld(store, {
      ...input,
      allowRemovals,
      prune: prune && 'exactly',
      unenforceable: 'told',
    }),
  registerDataSources: (input) => registerDataSources(store, input),
  monitoring: async () =>
    (
      await store.snapshot(async (reader) => ({
        monitored: await reader.all('monitoredSchema'),
        dataSources: await reader.all('dataSource'),
      }))
    ).result,
  sync: (input) => syncWorld(store, input, ports.now()),
  reviewColumns: (input) => reviewColumns(store, input),
  tagProposals: async ({ status }) =>
    (await store.snapshot(listProposals)).result.filter(
      (proposal) => status === undefined || proposal.status === status,
    ),
  decideTagProposal: (input) => decideProposal(store, input, ports.now()),
  explain: ({ user, dataSource, project }) =>
    explain(ports, operatorAs(user, project), viewNameOf(dataSource)).then(({ explanation }) => explanation),
  whoCan: ({ dataSource, column }) => whoCan(ports, viewNameOf(dataSource), column),
  view: async ({ dataSource, ...of }) => ({
    sql: await showView(store, ports, { ...of, view: viewNameOf(dataSource) }),
  }),
  trinoViews: (input) => trinoViews(store, ports, input),
  settings: () => ports.world.ask((look) => look({ entry: 'settings' }) ?? defaultSettings),
  hashKey: ({ version }) => hashKeyOf(store, version),
  dataSources: async () => (await store.snapshot((reader) => reader.all('dataSource'))).result,
  lookupTables: async () => (await store.snapshot((reader) => reader.all('lookupTable'))).result,
  createAdminKey: (input) => createAdminKey({ apiKeys }, input, ports.now()),
  requestAccess: (input) => requestAccess(store, input, ports.now()),
  decideRequest: (input) => decideRequest(store, input, ports.now()),
  revokeSubscription: (input) => revokeSubscription(store, input, ports.now()),
  subscriptions: (input) => listSubscriptions(store, input, ports.now()),
  setBlock: (input) => setBlock(store, input, ports.now()),
  liftBlock: (input) => liftBlock(store, input),
  blocks: (input) => listBlocks(store, input),
  webhooks: () => webhooks.status(),
  removeWebhook: async ({ webhook }) => ({ removed: await webhooks.remove(webhook) }),
  deadLetters: (input) => webhooks.dead(input),
  reviveDeadLetters: async (input) => ({ revived: await webhooks.revive(input) }),
  switchProject: (input) => switchProject(store, input),
  acknowledgePurpose: (input) => acknowledgePurpose(store, input, ports.now()),
  redshiftDesired: (input) => redshiftDesired(store, ports, input),
});
