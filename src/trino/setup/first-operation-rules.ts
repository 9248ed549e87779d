import { stringify } from 'yaml';
import type { z } from 'zod';

import type { operationRule } from '../../model/operation-rule.js';
import { tableText } from '../../policy/sources/definition.js';
import type { TrinoInitInput } from './trino-init-input.js';

/** A rule to begin with, and what it is for. An example names users that the world may not have, and is commented out. */
interface FirstRule {
  readonly why: string;
  readonly rule: z.input<typeof operationRule>;
  readonly isExample?: true;
}

function firstRules({ administrators, openCatalogs, rawCatalogs }: TrinoInitInput): readonly FirstRule[] {
  const [catalog = 'lake'] = rawCatalogs;
  const users = (names: readonly string[]): { user: string }[] => names.map((user) => ({ user }));
  return [
    {
      why: 'Everybody may set session properties and call functions. Functions that read past filters and masks, such as\nsystem.query of a connector, stay closed.',
      rule: { name: 'analysts', who: 'everyone', allow: ['analyst'], in: 'everywhere' },
    },
    ...(openCatalogs.length === 0
      ? []
      : [
          {
            why: 'Everybody may write in the open catalogs.',
            rule: {
              name: 'open catalogs',
              who: 'everyone' as const,
              allow: ['engineer' as const, 'CreateSchema' as const, 'DropSchema' as const],
              in: openCatalogs.map((name) => tableText([name])),
            },
          },
        ]),
    {
      why: 'Engineers write tables and views in a schema that exists.',
      rule: {
        name: 'engineers',
        who: [{ group: 'engineers' }],
        allow: ['engineer'],
        in: [tableText([catalog, 'staging'])],
      },
      isExample: true,
    },
    {
      why: 'A service writes in a whole catalog. It reads the tables there WITHOUT filters and masks.',
      rule: { name: 'services', who: users(['etl']), allow: ['service'], in: [tableText([catalog])] },
      isExample: true,
    },
    {
      why: 'Administrators may do everything, and read all tables WITHOUT filters and masks.',
      rule: {
        name: 'administrators',
        who: users(administrators.length === 0 ? ['root'] : administrators),
        allow: ['administrator'],
        in: 'everywhere',
        ofUsers: 'everyone',
      },
      ...(administrators.length === 0 ? { isExample: true as const } : {}),
    },
  ];
}

const commented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `# ${line}\n`)
    .join('');

/** A world file with operation rules to begin with: what users may do beyond reading. */
export const firstOperationRules = (input: TrinoInitInput): string =>
  [
    commented(
      'What users may do in Trino beyond reading. To apply it: scrim apply -f operation-rules.yaml\nUsers and groups named here must be in the world.',
    ),
    'operationRules:\n',
    ...firstRules(input).map(({ why, rule, isExample }) => {
      const text = stringify([rule], { flowCollectionPadding: true });
      return `\n${commented(why)}${isExample ? commented(text) : text}`;
    }),
  ].join('');
