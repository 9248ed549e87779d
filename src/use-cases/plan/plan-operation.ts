import { z } from 'zod';

import { required } from '../../base/invariant.js';
import { acknowledgePurposeUseCase } from '../access/acknowledge-purpose.js';
import { liftBlockUseCase, setBlockUseCase } from '../access/blocks.js';
import { decideRequestUseCase } from '../access/decide-request.js';
import { requestAccessUseCase } from '../access/request-access.js';
import { revokeSubscriptionUseCase } from '../access/revoke-subscription.js';
import { switchProjectUseCase } from '../access/switch-project.js';
import { decideTagProposalUseCase } from '../sync/decide-proposal.js';
import { reviewColumnsUseCase } from '../sync/review-columns.js';
import { runAsAdministrator, useCase } from '../use-case.js';
import type { UseCase } from '../use-case.js';
import { planWrite } from './plan-write.js';

/** The use cases that write one thing to the world, and can be planned. */
const planned = [
  acknowledgePurposeUseCase,
  decideRequestUseCase,
  decideTagProposalUseCase,
  liftBlockUseCase,
  requestAccessUseCase,
  reviewColumnsUseCase,
  revokeSubscriptionUseCase,
  setBlockUseCase,
  switchProjectUseCase,
] as const;

/** The name of a use case that can be planned. */
export type PlannedName = (typeof planned)[number]['name'];

/** @see PlannedName */
export const plannedNames: readonly PlannedName[] = planned.map(({ name }) => name);

/** Tells what a use case would do with an input, in objects and in effect on people, and changes nothing. @see planWrite */
export const planOperationUseCase = useCase({
  name: 'planOperation',
  whoMay: 'administrator',
  input: z.strictObject({
    operation: z.enum(plannedNames).meta({ description: 'the use case' }),
    input: z.record(z.string(), z.unknown()).meta({ description: 'its input' }),
  }),
  run: (administration, { operation, input }) => {
    const of: UseCase = required(planned.find(({ name }) => name === operation));
    return planWrite(administration, (on) => runAsAdministrator(of, on, input));
  },
});
