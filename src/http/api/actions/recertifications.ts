import { z } from 'zod';

import { cancelRecertificationUseCase } from '../../../use-cases/recertification/cancel-round.js';
import { decideRecertificationUseCase } from '../../../use-cases/recertification/decide-access.js';
import {
  listedRound,
  recertificationsUseCase,
  recertificationUseCase,
  shownRound,
} from '../../../use-cases/recertification/show-rounds.js';
import { startRecertificationUseCase } from '../../../use-cases/recertification/start-round.js';
import { dataSourceName } from '../../../model/names.js';
import { principal } from '../../../model/principals.js';
import { recertification } from '../../../model/recertification.js';
import { subscription } from '../../../model/subscription.js';
import { runAsActor } from '../../../use-cases/use-case.js';
import { actionOf } from '../action.js';
import type { ApiOperation } from '../operation.js';
import { endSetBy } from './requests.js';

const tag = 'recertifications';

const access = z.strictObject({ dataSource: dataSourceName, subscriber: principal });

/** Rounds of recertification, and decisions on their accesses. */
export const recertificationActions: readonly ApiOperation[] = [
  {
    method: 'get',
    path: '/recertifications',
    id: 'listRecertification',
    summary: 'List rounds of recertification, those that are due last first',
    tag,
    whoMay: recertificationsUseCase.whoMay,
    answer: {
      status: 200,
      description: 'the rounds that you may know',
      schema: z.array(listedRound),
    },
    handle: async ({ administration, asking }) => ({
      status: 200,
      body: await runAsActor(recertificationsUseCase, administration, asking, {}),
    }),
  },
  {
    method: 'get',
    path: '/recertifications/{name}',
    id: 'getRecertification',
    summary: 'Read a round of recertification with the state of each access, by data source',
    tag,
    whoMay: recertificationUseCase.whoMay,
    query: { dataSource: { description: 'only this data source', schema: dataSourceName } },
    answer: { status: 200, description: 'the round', schema: z.array(shownRound) },
    handle: async ({ administration, asking, params, query }) => ({
      status: 200,
      body: await runAsActor(recertificationUseCase, administration, asking, {
        name: params['name'],
        ...(query['dataSource'] === undefined ? {} : { dataSource: query['dataSource'] }),
      }),
    }),
  },
  actionOf(startRecertificationUseCase, {
    path: '/recertifications',
    summary: 'Start a round of recertification: access that nobody confirms ends when it is due',
    tag,
    answer: {
      status: 201,
      description: 'the round, by data source',
      schema: z
        .strictObject({
          rounds: z.array(recertification),
          nobodyDecides: z
            .array(dataSourceName)
            .meta({ description: 'data sources with neither owners nor approvers' }),
        })
        .meta({ id: 'StartedRecertification' }),
    },
    location: ({ rounds: [first] }) => ['recertifications', first?.name ?? ''],
  }),
  actionOf(decideRecertificationUseCase, {
    path: '/recertification-decisions',
    summary: 'Confirm or end accesses of a round, as an owner or an approver',
    tag,
    answer: {
      status: 200,
      description: 'what was decided, what was skipped, and who still has access',
      schema: z
        .strictObject({
          decided: z.array(access.extend({ subscription, endSetBy: endSetBy.optional() })),
          skipped: z.array(access.extend({ because: z.string() })),
          remaining: z.array(
            z.strictObject({ user: z.string(), because: z.string(), dataSource: dataSourceName }),
          ),
        })
        .meta({ id: 'Recertified' }),
    },
  }),
  actionOf(cancelRecertificationUseCase, {
    path: '/recertification-cancellations',
    summary: 'Cancel a round: access on which nobody has decided has its earlier end again',
    tag,
    answer: {
      status: 200,
      description: 'the round, and how many subscriptions have their earlier end again',
      schema: z
        .strictObject({ rounds: z.array(recertification), restored: z.int() })
        .meta({ id: 'CancelledRecertification' }),
    },
  }),
];
