import { z } from 'zod';

import { useCase } from '../use-case.js';

const webhook = z.string();

/** The state of each webhook. */
export const webhooksUseCase = useCase({
  name: 'webhooks',
  whoMay: 'administrator',
  input: z.strictObject({}),
  run: ({ webhooks }) => webhooks.status(),
});

/** Removes a webhook with its queue of events. */
export const removeWebhookUseCase = useCase({
  name: 'removeWebhook',
  whoMay: 'administrator',
  input: z.strictObject({ webhook }),
  run: async ({ webhooks }, { webhook: name }) => ({ removed: await webhooks.remove(name) }),
});

/** Events that were given up. */
export const deadLettersUseCase = useCase({
  name: 'deadLetters',
  whoMay: 'administrator',
  input: z.strictObject({ webhook: webhook.optional(), limit: z.int().min(1) }),
  run: ({ webhooks }, input) => webhooks.dead(input),
});

/** Sends events again that were given up: those of a webhook, the one with an id, or all. */
export const reviveDeadLettersUseCase = useCase({
  name: 'reviveDeadLetters',
  whoMay: 'administrator',
  input: z.strictObject({ webhook: webhook.optional(), id: z.string().optional() }),
  run: async ({ webhooks }, input) => ({ revived: await webhooks.revive(input) }),
});
