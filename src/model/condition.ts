import { z } from 'zod';

import type { InputPath } from '../base/input.js';
import type { Mention } from './mention.js';
import { principalName, purposeName } from './names.js';

/**
 * A condition on the caller, evaluated once per request, never per row. Nobody has a name that the world does not know, so an unknown name
 * grants nothing.
 *
 * Purposes are hierarchical: a person who acts under `Research.Marketing` satisfies `Research`, but not the reverse.
 */
export type Condition =
  | { readonly group: string }
  | { readonly attribute: string; readonly value?: string | undefined }
  | { readonly user: string }
  | { readonly purpose: string }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** A condition as a world file writes it. Exactly one of its keys is given, and determines the kind of condition. */
export const condition: z.ZodType<Condition> = z
  .union(
    [
      z.strictObject({ group: principalName('a group name').meta({ description: 'in this group' }) }),
      z.strictObject({
        attribute: principalName('an attribute name').meta({
          description: 'has this attribute, with any value',
        }),
        value: z.string().optional().meta({ description: 'has the attribute with exactly this value' }),
      }),
      z.strictObject({ user: principalName('a user name').meta({ description: 'is this user' }) }),
      z.strictObject({
        purpose: purposeName.meta({ description: 'acts under this purpose or one below it' }),
      }),
      z.strictObject({
        get all() {
          return z.array(condition).min(1).meta({ description: 'all of these are true' });
        },
      }),
      z.strictObject({
        get any() {
          return z.array(condition).min(1).meta({ description: 'at least one of these is true' });
        },
      }),
      z.strictObject({
        get not() {
          return condition;
        },
      }),
    ],
    {
      error:
        'expected a condition: {group: G}, {attribute: A}, {attribute: A, value: V}, {user: U}, {purpose: P}, {all: [...]}, {any: [...]} or {not: ...}',
    },
  )
  .meta({ id: 'Condition' });

/** The elementary conditions in a condition: all kinds except `all`, `any` and `not`. */
export const leavesOf = (whole: Condition): readonly Condition[] => {
  if ('not' in whole) return leavesOf(whole.not);
  if ('all' in whole) return whole.all.flatMap(leavesOf);
  return 'any' in whole ? whole.any.flatMap(leavesOf) : [whole];
};

/** The names in a condition. */
export function conditionMentions(
  of: Condition | undefined,
  path: InputPath,
): readonly Mention<'group' | 'user' | 'purpose'>[] {
  if (of === undefined) return [];
  if ('attribute' in of) {
    const { attribute, value } = of;
    return [{ attribute, values: value === undefined ? [] : [value], path: [...path, 'attribute'] }];
  }
  if ('group' in of) return [{ to: 'group', name: of.group, path: [...path, 'group'] }];
  if ('user' in of) return [{ to: 'user', name: of.user, path: [...path, 'user'] }];
  if ('purpose' in of) return [{ to: 'purpose', name: of.purpose, path: [...path, 'purpose'] }];
  if ('not' in of) return conditionMentions(of.not, [...path, 'not']);
  const [key, parts] = 'all' in of ? (['all', of.all] as const) : (['any', of.any] as const);
  return parts.flatMap((part, index) => conditionMentions(part, [...path, key, index]));
}
