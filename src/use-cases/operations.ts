import { acknowledgePurposeUseCase } from './access/acknowledge-purpose.js';
import { blocksUseCase, liftBlockUseCase, setBlockUseCase } from './access/blocks.js';
import { endBreakGlassUseCase, takeBreakGlassUseCase } from './access/break-glass.js';
import { decideRequestUseCase } from './access/decide-request.js';
import { explainUseCase } from './access/explain-to.js';
import { subscriptionsUseCase } from './access/list-subscriptions.js';
import { requestAccessUseCase } from './access/request-access.js';
import { revokeSubscriptionUseCase } from './access/revoke-subscription.js';
import { switchProjectUseCase } from './access/switch-project.js';
import { whoCanUseCase } from './access/who-can.js';
import { auditAccessUseCase } from './audit/audit-access.js';
import { auditArchiveUseCase } from './audit/archive-records.js';
import { auditChangesUseCase } from './audit/audit-changes.js';
import { auditColumnsUseCase } from './audit/audit-columns.js';
import { auditDecisionsUseCase } from './audit/audit-decisions.js';
import { auditHealthUseCase } from './audit/audit-health.js';
import { auditPoliciesUseCase } from './audit/audit-policies.js';
import { erasePersonUseCase } from './audit/erase-person.js';
import { auditQueriesUseCase } from './audit/audit-queries.js';
import { auditUnusedUseCase } from './audit/audit-unused.js';
import { exportRecordsUseCase } from './audit/export-records.js';
import { planOperationUseCase } from './plan/plan-operation.js';
import { planUseCase } from './plan/plan.js';
import { cancelRecertificationUseCase } from './recertification/cancel-round.js';
import { decideRecertificationUseCase } from './recertification/decide-access.js';
import { recertificationsUseCase, recertificationUseCase } from './recertification/show-rounds.js';
import { startRecertificationUseCase } from './recertification/start-round.js';
import { redshiftDesiredUseCase } from './redshift/redshift-desired.js';
import { decideTagProposalUseCase } from './sync/decide-proposal.js';
import { reviewColumnsUseCase } from './sync/review-columns.js';
import { syncUseCase } from './sync/sync-world.js';
import { tagProposalsUseCase } from './sync/tag-proposals.js';
import { runAsAdministrator } from './use-case.js';
import type { Operation, UseCase } from './use-case.js';
import { previewUseCase } from './views/preview.js';
import { viewUseCase } from './views/show-view.js';
import { trinoViewsUseCase } from './views/trino-views.js';
import { createAdminKeyUseCase } from './world/api-keys.js';
import { applyUseCase, importWorldUseCase } from './world/apply-world.js';
import type { Administration } from './world/context.js';
import { exportFolderUseCase, exportWorldUseCase } from './world/export-world.js';
import { hashKeyUseCase } from './world/hash-keys.js';
import {
  dataSourcesUseCase,
  lookupTablesUseCase,
  monitoringUseCase,
  settingsUseCase,
} from './world/read-world.js';
import { registerDataSourcesUseCase } from './world/register-data-sources.js';
import {
  deadLettersUseCase,
  removeWebhookUseCase,
  reviveDeadLettersUseCase,
  webhooksUseCase,
} from './world/webhooks.js';

/** The operations on a store for administrators. */
export const useCases = [
  acknowledgePurposeUseCase,
  applyUseCase,
  auditAccessUseCase,
  auditArchiveUseCase,
  auditChangesUseCase,
  auditColumnsUseCase,
  auditDecisionsUseCase,
  auditHealthUseCase,
  auditPoliciesUseCase,
  auditQueriesUseCase,
  auditUnusedUseCase,
  blocksUseCase,
  cancelRecertificationUseCase,
  createAdminKeyUseCase,
  dataSourcesUseCase,
  deadLettersUseCase,
  decideRecertificationUseCase,
  decideRequestUseCase,
  decideTagProposalUseCase,
  endBreakGlassUseCase,
  erasePersonUseCase,
  explainUseCase,
  exportFolderUseCase,
  exportRecordsUseCase,
  exportWorldUseCase,
  hashKeyUseCase,
  importWorldUseCase,
  liftBlockUseCase,
  lookupTablesUseCase,
  monitoringUseCase,
  planOperationUseCase,
  planUseCase,
  previewUseCase,
  recertificationsUseCase,
  recertificationUseCase,
  redshiftDesiredUseCase,
  registerDataSourcesUseCase,
  removeWebhookUseCase,
  requestAccessUseCase,
  reviewColumnsUseCase,
  reviveDeadLettersUseCase,
  revokeSubscriptionUseCase,
  setBlockUseCase,
  settingsUseCase,
  startRecertificationUseCase,
  subscriptionsUseCase,
  switchProjectUseCase,
  syncUseCase,
  tagProposalsUseCase,
  takeBreakGlassUseCase,
  trinoViewsUseCase,
  viewUseCase,
  webhooksUseCase,
  whoCanUseCase,
] as const;
type Declared = (typeof useCases)[number];

/**
 * The operations on a store for administrators. Either this process or the process that has the store open runs them. Inputs and results
 * are plain JSON, so it makes no difference which.
 */
export type Operations = { readonly [U in Declared as U['name']]: Operation<U> };

/** The name of each operation. */
export const operationNames: readonly (keyof Operations)[] = useCases.map(({ name }) => name);

/** The operations on a store that this process has open. */
export const operationsOn = (administration: Administration): Operations =>
  Object.fromEntries(
    (useCases as readonly UseCase[]).map((one) => [
      one.name,
      (input = {}) => runAsAdministrator(one, administration, input),
    ]),
  ) as unknown as Operations;
