import { z } from 'zod';

import { policyFilters } from './list-filter.js';
import { objectKind } from './object-kind.js';
import { headMentions, policyHead, policyRefersTo } from './policy-head.js';
import { everything, keepOwn, ofOwners } from './rights.js';
import { columnIn } from './row-filter.js';
import { rule, ruleMentions } from './rule.js';

/**
 * A data policy. It is local if it names one data source, otherwise global. In a global policy without a target, each rule applies to the
 * data sources that have a column with the tag that the rule names.
 */
export const policy = z
  .strictObject({
    ...policyHead,
    overridable: z
      .boolean()
      .default(false)
      .meta({ description: 'a local policy may replace this global mask with a milder one' }),
    rules: z.array(rule).min(1),
  })
  .superRefine((value, context) => {
    if (value.dataSource !== undefined && value.target !== undefined) {
      context.addIssue({
        code: 'custom',
        message: 'give a policy a dataSource (local) or a target (global), not both',
        path: ['target'],
      });
    }
    if (value.dataSource !== undefined) {
      value.rules.forEach((entry, index) => {
        if (!('mask' in entry)) return;
        for (const key of ['mask', 'otherwise'] as const) {
          const outer = entry[key];
          const conditional = outer?.type === 'conditional';
          const plain = conditional ? outer.mask : outer;
          if (plain?.type !== 'custom' || plain.asStrictAs === undefined) continue;
          context.addIssue({
            code: 'custom',
            message:
              'asStrictAs is not allowed in a local policy, which could weaken a global one with it: remove asStrictAs, or make the policy global',
            path: ['rules', index, key, ...(conditional ? ['mask'] : []), 'asStrictAs'],
          });
        }
      });
    }
    if (value.dataSource !== undefined || value.target !== undefined) return;
    value.rules.forEach((entry, index) => {
      const named =
        'mask' in entry
          ? entry.columns.names !== undefined
          : [entry.rows, entry.otherwise].some((filter) => {
              const column = columnIn(filter);
              return (column !== undefined && 'name' in column) || (filter && 'purposes' in filter);
            });
      if (named) {
        context.addIssue({
          code: 'custom',
          message:
            'the policy does not say which data sources this rule applies to, and the rule names no tag that could: give the policy a dataSource or a target',
          path: ['rules', index],
        });
      }
    });
  })
  .meta({ id: 'Policy' });
/** @see policy */
export type Policy = z.output<typeof policy>;

/** @see policy */
export const policyKind = objectKind({
  schema: policy,
  section: 'policies',
  key: ({ name }) => name,
  keyAt: ['name'],
  words: 'policy',
  title: ({ name }) => `policy '${name}'`,
  served: { one: 'a policy', path: 'name', filters: policyFilters },
  rights: { governor: everything, owner: keepOwn },
  own: ofOwners(),
  mentions: (object) => [
    ...headMentions(object),
    ...object.rules.flatMap((one, index) => ruleMentions(one, ['rules', index])),
  ],
  refersTo: policyRefersTo,
  attributes: 'expected',
});
