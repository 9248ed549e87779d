import { z } from 'zod';

import { mentionsOf } from './mention.js';
import type { Mention } from './mention.js';
import { dataSourceName, principalName, schemaName, tagName } from './names.js';

/** Which data sources a global policy is about: those that meet every key given, by any entry of its list. */
const target = z
  .strictObject({
    tags: z.array(tagName).min(1).optional().meta({
      description:
        'data sources that carry, or have a column that carries, one of these tags or a tag beneath it',
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

/** What every policy says of itself, whatever it rules: its name, and where it holds. */
export const policyHead = {
  name: principalName('a policy name'),
  comment: z.string().optional(),
  enabled: z.boolean().default(true),
  dataSource: dataSourceName.optional().meta({ description: 'makes the policy local to this data source' }),
  target: target.optional(),
};

/** The names with which a policy says where it holds. */
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
