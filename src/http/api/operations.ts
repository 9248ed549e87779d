import { apiKeyActions } from './actions/api-keys.js';
import { auditActions } from './actions/audit.js';
import { changeActions } from './actions/changes.js';
import { explainActions } from './actions/explain.js';
import { importActions } from './actions/imports.js';
import { ownActions } from './actions/me.js';
import { recertificationActions } from './actions/recertifications.js';
import { requestActions } from './actions/requests.js';
import { reviewActions } from './actions/reviews.js';
import type { ApiOperation } from './operation.js';
import { planned } from './planned.js';
import { resources } from './resource.js';

/** Every call of the API. */
export const apiOperations: readonly ApiOperation[] = [
  ...ownActions,
  ...resources,
  ...requestActions,
  ...recertificationActions,
  ...reviewActions,
  ...explainActions,
  ...importActions,
  ...changeActions,
  ...auditActions,
  ...apiKeyActions,
].map(planned);
