import { z } from 'zod';

import { mentionsOf } from './mention.js';
import type { Mention } from './mention.js';
import { anywhere } from './object-criteria.js';
import { dataSourceName, principalName, schemaName, tagName } from './names.js';

/** Which data sources a global policy applies to: those that match every key given, by any entry of its list. */
export const target = z
  .strictObject({
    tags: z.array(tagName).min(1).optional().meta({
      description: 'data sources with one of these tags or a tag below it, on the data source or on a column',
    }),
    dataSources: z.array(dataSourceName).min(1).optional(),
    schemas: z.array(schemaName).min(1).optional(),
  })
  .refine(
    (keys) => Object.values(keys).some((list) => list !== undefined),
    'expected tags, dataSources or schemas',
  )
  .meta({ id: 'Target' });
/** @see target */
export type Target = z.output<typeof target>;

/** What all policies have in common: a name, and where they apply. */
export const policyHead = {
  name: principalName('a policy name'),
  comment: z.string().optional(),
  enabled: z.boolean().default(true),
  dataSource: dataSourceName.optional().meta({ description: 'makes the policy local to this data source' }),
  target: target.optional(),
};

/** The names that say where a policy applies. */
export const headMentions = ({
  dataSource,
  target: global,
}: {
  readonly dataSource?: string | undefined;
  readonly target?: Target | undefined;
}): readonly Mention<'dataSource' | 'tag'>[] => [
  ...(dataSource === undefined
    ? []
    : [{ to: 'dataSource' as const, name: dataSource, path: ['dataSource'] }]),
  ...mentionsOf('tag', global?.tags, ['target', 'tags']),
  ...mentionsOf('dataSource', global?.dataSources, ['target', 'dataSources']),
];

/** The kinds that policies mention, in their head and in what they rule. */
export const policyRefersTo = {
  tag: anywhere,
  purpose: anywhere,
  group: anywhere,
  user: anywhere,
  dataSource: anywhere,
};
