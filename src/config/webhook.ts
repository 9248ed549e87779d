import { z } from 'zod';

import { kinds } from '../model/world.js';
import { hostOf, isRange, refusedAs } from '../webhooks/address.js';
import { eventPatterns } from '../webhooks/event.js';
import { exactlyOne } from './exactly-one.js';
import { distinctNames } from './lists.js';

/** Where changes are sent. */
const webhook = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,62}$/, 'expected a name of lower-case letters, digits and hyphens')
      .meta({ description: 'its unique name; the store keeps the position of the webhook under this name' }),
    url: z.url({ protocol: /^https?$/ }),
    secret: z.string().optional().meta({ secret: true }),
    secretFile: z.string().min(1).optional(),
    secretEnv: z.string().min(1).optional(),
    events: z.array(z.enum(eventPatterns)).min(1).default(['*']),
    enabled: z.boolean().default(true),
    documents: z.union([z.boolean(), z.array(z.enum(kinds))]).default(true),
    allow: z
      .array(z.string().refine(isRange, 'expected an address or a range, such as 10.0.0.0/8'))
      .default([]),
    allowHttp: z.boolean().default(false),
    timeout: z.int().min(1).max(60).default(10),
    concurrency: z.int().min(1).max(64).default(4),
    maxAttempts: z.int().min(1).max(1_000).default(40),
    giveUpAfter: z.int().min(60).max(2_592_000).default(86_400),
  })
  .superRefine(({ url, allow, allowHttp, secret, secretFile, secretEnv }, context) => {
    const complain = (path: string[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    const problem = exactlyOne({ secret, secretFile, secretEnv });
    if (problem !== undefined) complain([], problem);
    if (!URL.canParse(url)) return;
    const target = new URL(url);
    if (target.protocol === 'http:' && !allowHttp) {
      complain(
        ['url'],
        'expected https, because others could read and change events on the way; allowHttp: true permits http',
      );
    }
    if (target.username !== '' || target.password !== '') {
      complain(['url'], 'expected no user and password in the URL, because requests are signed');
    }
    const what = refusedAs(hostOf(target), allow);
    if (what !== undefined && what !== 'no address') {
      complain(['url'], `${hostOf(target)} is refused (${what}) unless 'allow' lists it`);
    }
  });
/** @see webhook */
export type WebhookConfig = z.output<typeof webhook>;

/** The webhooks of a service, with unique names. */
export const webhooks = z.array(webhook).superRefine(distinctNames('webhook'));
