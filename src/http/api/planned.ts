import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import { planWrite } from '../../use-cases/plan/plan-write.js';
import { reachOf, whoMay } from '../../use-cases/world/authorize.js';
import type { Asking } from '../../use-cases/world/relations.js';
import type { ApiOperation, QueryParameter } from './operation.js';
import { HttpProblem } from './problem.js';

/** The parameter of calls that can be planned. */
const planParameter: QueryParameter = {
  description: `true: tell what the call would change, and what people would then see; nothing is changed. Only ${whoMay('explanation', 'read', 'all')} may ask for it`,
  schema: z.boolean().default(false),
};

/** The call, with the parameter `plan` if it can be planned. A planned call has the same checks as the call itself. */
export function planned(operation: ApiOperation): ApiOperation {
  if (operation.plans !== true) return operation;
  return {
    ...operation,
    query: { ...operation.query, plan: planParameter },
    handle: async (exchange) => {
      if (!isPlan(exchange.query)) return operation.handle(exchange);
      const { administration, asking } = exchange;
      checkMayPlan(asking);
      // Progress is left out: the log would say that lines were written.
      const plan = await planWrite(
        administration,
        (on) => operation.handle({ ...exchange, administration: on, onProgress: undefined }),
        asking.actor.name,
      );
      return { status: 200, body: plan };
    },
  };
}

function isPlan({ plan }: Readonly<Record<string, string>>): boolean {
  if (plan !== undefined && plan !== 'true' && plan !== 'false')
    throw new HttpProblem('bad-request', `'plan' must be true or false, not '${plan}'`);
  return plan === 'true';
}

/** A plan shows its effect on all people. */
function checkMayPlan({ actor: { roles } }: Asking): void {
  if (reachOf(roles, 'explanation', 'read') === 'all') return;
  throw new Refusal(
    'forbidden',
    `your roles do not let you plan: a plan shows what all people see, and ${whoMay('explanation', 'read', 'all')} may ask for it`,
  );
}
