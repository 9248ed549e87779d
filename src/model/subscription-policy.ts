import { z } from 'zod';

import { condition, conditionMentions } from './condition.js';
import { kept } from './keeping.js';
import { policyFilters } from './list-filter.js';
import { mentionsOf } from './mention.js';
import { principalName } from './names.js';
import { objectKind } from './object-kind.js';
import { headMentions, policyHead, policyRefersTo } from './policy-head.js';
import { principal, principalMentions } from './principals.js';
import { everything, keepOwn, ofOwners } from './rights.js';

const grant = z
  .union(
    [
      z.strictObject({
        anyone: z.literal(true).meta({ description: 'every known user has access, without a subscription' }),
      }),
      z.strictObject({
        ask: z
          .strictObject({
            approvers: z.array(principal).min(1),
            need: z.enum(['all', 'any']).default('any').meta({
              description:
                'whether all approvers must approve, or one is enough. For a group, one member is enough',
            }),
          })
          .meta({ description: 'people request access, and approvers decide' }),
      }),
      z.strictObject({
        get condition() {
          return condition.meta({
            description: 'everybody who meets this condition has access, as long as they meet it',
          });
        },
      }),
      z.strictObject({
        individual: z.literal(true).meta({
          description:
            'access is granted to each person individually; nobody else learns that the data source exists',
        }),
      }),
    ],
    {
      error: 'expected {anyone: true}, {ask: {approvers: [...]}}, {condition: ...} or {individual: true}',
    },
  )
  .meta({ id: 'Grant' });
/** @see subscriptionPolicy */
export type Grant = z.output<typeof grant>;

/** Access that people take themselves in an emergency. */
const breakGlass = z
  .strictObject({
    hours: z.int().min(1).max(24).meta({
      description: 'for how many hours a person may take access, in any 24 hours',
    }),
    get for() {
      return condition.meta({ description: 'who may take it' });
    },
    tell: z
      .array(principalName('a user name'))
      .min(2, 'name at least two users to tell')
      .refine((list) => new Set(list).size === list.length, 'a user is named twice; name each once')
      .meta({
        description:
          'the users who are told at once; at least two others than the person who takes it must exist and be active',
      }),
  })
  .meta({ id: 'BreakGlass' });
/** @see breakGlass */
export type BreakGlass = z.output<typeof breakGlass>;

/**
 * Who may have access to data sources. The grants of all policies of a data source are OR-ed; their guardrails are AND-ed. `anyone` and
 * `condition` grant access by themselves; `ask` and `individual` define how people get a subscription. An approved subscription always
 * counts, whoever made it, but guardrails still apply. A guardrail that is not met, or that names something unknown, denies everybody who
 * is not an owner. A guardrail never grants.
 */
export const subscriptionPolicy = z
  .strictObject({
    ...policyHead,
    grant: grant.optional(),
    guardrail: condition.optional().meta({
      description:
        'a condition that every subscriber must meet, whatever granted them access; owners need not meet it',
    }),
    breakGlass: breakGlass
      .optional()
      .meta({ description: 'people may take access themselves in an emergency, for hours' }),
  })
  .refine(({ dataSource, target: global }) => (dataSource === undefined) !== (global === undefined), {
    error: 'give a subscription policy either a dataSource (local) or a target (global)',
  })
  .refine(
    ({ grant: given, guardrail, breakGlass: emergency }) =>
      given !== undefined || guardrail !== undefined || emergency !== undefined,
    { error: 'give a subscription policy a grant, a guardrail, breakGlass, or several of them' },
  )
  .meta({ id: 'SubscriptionPolicy' });
/** @see subscriptionPolicy */
export type SubscriptionPolicy = z.output<typeof subscriptionPolicy>;

/** @see subscriptionPolicy */
export const subscriptionPolicyKind = objectKind({
  schema: subscriptionPolicy,
  section: 'subscriptionPolicies',
  key: ({ name }) => name,
  keyAt: ['name'],
  words: 'subscription policy',
  title: ({ name }) => `subscription policy '${name}'`,
  served: { one: 'a subscription policy', path: 'name', filters: policyFilters },
  rights: { governor: everything, owner: keepOwn },
  own: ofOwners(),
  keeping: {
    unsaid: (before, after, says) =>
      !before.enabled && (after.grant !== undefined || after.breakGlass !== undefined) && !says(['enabled'])
        ? kept({ ...after, enabled: false }, [
            [],
            `subscription policy '${after.name}' stays disabled; to enable it, set 'enabled: true'`,
          ])
        : kept(after),
  },
  mentions: (object) => [
    ...headMentions(object),
    ...(object.grant !== undefined && 'ask' in object.grant
      ? principalMentions(object.grant.ask.approvers, ['grant', 'ask', 'approvers'])
      : []),
    ...(object.grant !== undefined && 'condition' in object.grant
      ? conditionMentions(object.grant.condition, ['grant', 'condition'])
      : []),
    ...conditionMentions(object.guardrail, ['guardrail']),
    ...conditionMentions(object.breakGlass?.for, ['breakGlass', 'for']),
    ...mentionsOf('user', object.breakGlass?.tell, ['breakGlass', 'tell']),
  ],
  refersTo: policyRefersTo,
  attributes: 'expected',
});
