import { z } from 'zod';

import { condition } from '../../model/condition.js';
import { mask } from '../../model/mask.js';
import { columnName, dataSourceName, principalName, purposeName, tagName } from '../../model/names.js';
import { attributes } from '../../model/principals.js';

/** A person by their facts: the world does not need to know them. */
const testPerson = z
  .strictObject({
    groups: z
      .array(principalName('a group name'))
      .default([])
      .meta({ description: 'groups of the world in which the person is' }),
    attributes,
    iam: principalName('an identity provider')
      .optional()
      .meta({ description: 'the identity provider that sent the person' }),
    project: principalName('a project name')
      .optional()
      .meta({ description: 'the project in which the person works; they count as a member of it' }),
    purposes: z.array(purposeName).optional().meta({
      description: 'the purposes of that project that the person has acknowledged; by default all of them',
    }),
    subscribed: z
      .array(dataSourceName)
      .default([])
      .meta({ description: 'data sources to which the person has an approved subscription of their own' }),
  })
  .meta({ id: 'TestPerson' });
/** @see testPerson */
export type TestPerson = z.output<typeof testPerson>;

/** How the cells of a column are shown. */
export const cellForms = [
  'raw',
  'masked',
  'null',
  'constant',
  'hash',
  'regex',
  'partial',
  'round',
  'bucket',
  'custom',
  'conditional',
] as const;

/** YAML reads the word null as no value. */
const cellForm = z.union([z.enum(cellForms), z.null().transform(() => 'null' as const)], {
  error: `expected one of ${cellForms.join(', ')}`,
});
/** How a column is shown: as it is, under any mask, under a type of mask, or under masks for some of its cells. */
export type CellForm = z.output<typeof cellForm>;

/** A row as it is written: column name to value. */
const writtenRow = z.record(z.string(), z.unknown());

const outcomes = ['sees', 'rows', 'columns', 'refused', 'closed'] as const;

const testCase = z
  .strictObject({
    name: z.string().min(1).meta({ description: 'what the case shows, in words' }),
    who: principalName('a person').optional().meta({ description: 'one of the people of this file' }),
    user: principalName('a user name').optional().meta({ description: 'a user of the world' }),
    dataSource: dataSourceName.meta({ description: 'what they read' }),
    sees: z.array(writtenRow).optional().meta({
      description:
        'exactly these rows, in any order, and of each these columns; a value {is: hash} is one under that mask, {is: raw} one without',
    }),
    rows: z.int().min(0).optional().meta({ description: 'the number of rows that they see' }),
    columns: z
      .record(z.string(), cellForm)
      .optional()
      .meta({ description: 'how columns are shown', examples: [{ email: 'null', id: 'raw' }] }),
    refused: z.literal(true).optional().meta({ description: 'the data source does not exist for them' }),
    closed: z
      .literal(true)
      .optional()
      .meta({ description: 'nobody reads a row, because a policy cannot be enforced' }),
  })
  .refine(
    (one) => (one.who === undefined) !== (one.user === undefined),
    'expected who (a person of this file) or user (a user of the world)',
  )
  .refine(
    (one) => outcomes.some((key) => one[key] !== undefined),
    'expected what the person sees: sees, rows, columns, refused or closed',
  )
  .meta({ id: 'TestCase' });
/** @see testCase */
export type TestCase = z.output<typeof testCase>;

const invariantName = z.string().min(1).meta({ description: 'what must never happen, or always, in words' });
const only = condition.meta({ description: 'the people for whom it is allowed' });
const some = z
  .array(dataSourceName)
  .min(1)
  .optional()
  .meta({ description: 'only in these data sources; by default in all' });

const someColumns = (description: string) =>
  z
    .strictObject({
      tags: z.array(tagName).min(1).optional(),
      names: z.array(columnName).min(1).optional(),
    })
    .refine(({ tags, names }) => tags !== undefined || names !== undefined, 'expected tags, names or both')
    .meta({ description });

const rawOnly = z.strictObject({
  name: invariantName,
  raw: someColumns('columns that nobody else sees without a mask, by tags or names'),
  only,
  dataSources: some,
});
const clearerOnly = z.strictObject({
  name: invariantName,
  clearer: someColumns('columns of which nobody else sees more than the mask shows, by tags or names'),
  than: mask.meta({ description: 'the mask, as a policy has it' }),
  only,
  dataSources: some,
});
const everyRow = z.strictObject({
  name: invariantName,
  everyRow: condition.meta({ description: 'people who see every row' }),
  dataSources: some,
});
const rowsOnly = z.strictObject({
  name: invariantName,
  rows: z.string().min(1).meta({
    description: 'a predicate in SQL: rows for which it is true are seen by nobody else',
  }),
  of: z.array(dataSourceName).min(1).meta({ description: 'the data sources' }),
  only,
  proved: z.literal(true).optional().meta({
    description: 'it must be proved for all rows: to be true of the given rows is not enough',
  }),
});
const notMoreThan = z.strictObject({
  name: invariantName,
  notMoreThan: z
    .strictObject({
      who: condition.meta({ description: 'people who act for others, such as agents' }),
      person: z.strictObject({
        attribute: principalName('an attribute name').meta({
          description: 'the attribute whose values are the names of the people for whom they act',
        }),
      }),
    })
    .meta({ description: 'people who never see more than each of the people for whom they act' }),
  dataSources: some,
});

const invariant = z
  .union([rawOnly, clearerOnly, everyRow, rowsOnly, notMoreThan], {
    error: 'expected raw and only; clearer, than and only; everyRow; rows, of and only; or notMoreThan',
  })
  .meta({ id: 'Invariant' });
/** @see invariant */
export type Invariant = z.output<typeof invariant>;
/** Invariants by what they say. */
export type RawOnly = z.output<typeof rawOnly>;
export type ClearerOnly = z.output<typeof clearerOnly>;
export type EveryRow = z.output<typeof everyRow>;
export type RowsOnly = z.output<typeof rowsOnly>;
export type NotMoreThan = z.output<typeof notMoreThan>;

/** A file with tests of policies. */
export const testFile = z
  .strictObject({
    now: z.iso
      .datetime({ offset: true })
      .default('2026-01-01T00:00:00Z')
      .meta({ description: 'the time at which all of the file happens' }),
    people: z.record(principalName('a name'), testPerson).default({}).meta({
      description: 'people by their facts',
    }),
    rows: z.record(z.string(), z.array(writtenRow)).default({}).meta({
      description: 'rows of raw tables, by the name of the table or of the data source that stands for it',
    }),
    cases: z.array(testCase).default([]).meta({ description: 'what people see' }),
    always: z
      .array(invariant)
      .default([])
      .meta({ description: 'what is true for all people of this file and of the world' }),
  })
  .meta({ id: 'TestFile' });
/** @see testFile */
export type TestFile = z.output<typeof testFile>;
