import { z } from 'zod';

import { didYouMean } from '../base/nearest.js';
import { kept } from './keeping.js';
import { beginning, being } from './list-filter.js';
import { principalName } from './names.js';
import { anywhere } from './object-criteria.js';
import { objectKind } from './object-kind.js';
import { operations, operationSetNames, operationsOf, placeDepth, ruledOperations } from './operations.js';
import type { Allowed } from './operations.js';
import { principal, principalMentions } from './principals.js';
import type { Principal } from './principals.js';
import { readAll } from './rights.js';

const allowedNames: readonly Allowed[] = [...operationSetNames, ...ruledOperations];

/** What is wrong with a name in `allow`. */
function wrongName(name: unknown): string {
  const right = `expected a set (${operationSetNames.join(', ')}) or the name of an operation of Trino`;
  if (typeof name !== 'string') return right;
  return Object.hasOwn(operations, name)
    ? `scrim alone decides '${name}', by what the person may read and do; no rule can allow it`
    : `${right} but found '${name.slice(0, 100)}'${didYouMean(name, allowedNames)}`;
}

const people = z.union([z.literal('everyone'), z.array(principal).min(1)], {
  error: 'expected everyone or a list of {user: NAME} and {group: NAME}',
});

/** The operations of a rule that only make sense with another key of it. */
const aboutUsers = (allowed: ReturnType<typeof operationsOf>): boolean =>
  [...allowed].some((name) => operations[name].about === 'user');
const aboutPlaces = (allowed: ReturnType<typeof operationsOf>): boolean =>
  [...allowed].some((name) => placeDepth(name) !== undefined);
const aboutProperties = (allowed: ReturnType<typeof operationsOf>): boolean =>
  allowed.has('SetSystemSessionProperty') || allowed.has('SetCatalogSessionProperty');

/**
 * Allows users operations in Trino that scrim does not allow by itself: writes, DDL, functions, procedures, session properties, impersonation. It
 * counts where Trino asks scrim for access control. `SelectFromColumns` lets them read tables without filters and masks.
 */
export const operationRule = z
  .strictObject({
    name: principalName('a rule name'),
    comment: z.string().optional(),
    who: people.meta({ description: 'who may do this: everyone, which is every active user, or a list' }),
    allow: z
      .array(z.enum(allowedNames, { error: ({ input }) => wrongName(input) }))
      .min(1)
      .meta({ description: 'sets of operations, and operations of Trino by name' }),
    in: z
      .union([z.literal('everywhere'), z.array(z.string().min(1)).min(1)], {
        error: 'expected everywhere or a list of names of catalogs, schemas, tables and functions',
      })
      .optional()
      .meta({
        description:
          'where they may do it: catalogs, schemas, tables and functions of Trino by their SQL names, or everywhere; required if an allowed operation is about one of these',
        examples: [['lake.staging', 'pg.public.orders']],
      }),
    properties: z
      .array(principalName('a session property'))
      .min(1)
      .optional()
      .meta({
        description: 'the only session properties that they may set; by default all',
        examples: [['query_max_run_time']],
      }),
    ofUsers: people.optional().meta({
      description:
        'whom they may impersonate, or whose queries they may view and kill; required for these operations',
    }),
    enabled: z.boolean().default(true),
  })
  .superRefine(({ allow, in: places, properties, ofUsers }, context) => {
    const report = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', message, path: [path] });
    };
    if (allow.length === 0) return;
    const allowed = operationsOf(allow);
    if (aboutPlaces(allowed) !== (places !== undefined)) {
      report(
        'in',
        places === undefined
          ? "say where: 'everywhere', or a list of catalogs, schemas, tables and functions"
          : 'no allowed operation is about a catalog, a schema, a table or a function; leave this out',
      );
    }
    if (aboutUsers(allowed) !== (ofUsers !== undefined)) {
      report(
        'ofUsers',
        ofUsers === undefined
          ? "say which users it is about: 'everyone', or a list of {user: NAME} and {group: NAME}"
          : 'no allowed operation is about other users; leave this out',
      );
    }
    if (properties !== undefined && !aboutProperties(allowed)) {
      report('properties', 'no allowed operation sets session properties; leave this out');
    }
  })
  .meta({ id: 'OperationRule' });
/** @see operationRule */
export type OperationRule = z.output<typeof operationRule>;

/** The principals of a list. Everyone is nobody in particular. */
const listed = (of: OperationRule['who'] | undefined): readonly Principal[] =>
  of === undefined || of === 'everyone' ? [] : of;

const isSame = (one: Principal, other: Principal): boolean =>
  'user' in one ? 'user' in other && one.user === other.user : 'group' in other && one.group === other.group;

/** A rule in which each list of principals is replaced; undefined if one would be empty. */
function withLists(
  rule: OperationRule,
  replace: (list: readonly Principal[]) => readonly Principal[],
): OperationRule | undefined {
  const replaced = (list: OperationRule['who']): OperationRule['who'] =>
    list === 'everyone' ? list : [...replace(list)];
  const { ofUsers } = rule;
  const next = {
    ...rule,
    who: replaced(rule.who),
    ...(ofUsers === undefined ? {} : { ofUsers: replaced(ofUsers) }),
  };
  return next.who.length === 0 || next.ofUsers?.length === 0 ? undefined : next;
}

/** @see operationRule */
export const operationRuleKind = objectKind({
  schema: operationRule,
  section: 'operationRules',
  key: ({ name }) => name,
  keyAt: ['name'],
  words: 'operation rule',
  title: ({ name }) => `operation rule '${name}'`,
  served: {
    one: 'an operation rule',
    path: 'name',
    filters: { namePrefix: beginning('name'), enabled: being('enabled', 'boolean') },
  },
  rights: { governor: readAll },
  keeping: {
    unsaid: (before, after, says) =>
      !before.enabled && !says(['enabled'])
        ? kept({ ...after, enabled: false }, [
            [],
            `operation rule '${after.name}' stays disabled; to enable it, set 'enabled: true'`,
          ])
        : kept(after),
  },
  following: {
    onRemoval: (rule, removed) =>
      withLists(rule, (list) => list.filter((one) => !isSame(one, removed))) ?? 'remove',
    renamed: (rule, from, to) => {
      const before = 'user' in to ? { user: from } : { group: from };
      return withLists(rule, (list) => list.map((one) => (isSame(one, before) ? to : one))) ?? rule;
    },
  },
  mentions: ({ who, ofUsers }) => [
    ...principalMentions(listed(who), ['who']),
    ...principalMentions(listed(ofUsers), ['ofUsers']),
  ],
  refersTo: { user: anywhere, group: anywhere },
});
