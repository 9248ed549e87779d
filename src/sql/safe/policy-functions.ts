/** The policy functions: their arguments and results. */

/** What an argument must be. */
export type Shape =
  /** A string literal that is not empty. */
  | 'text'
  /** An expression that reads a column. */
  | 'column'
  /** A literal that is compared if the list is empty. */
  | 'placeholder'
  /** The name of a column of the data source, as a string literal. */
  | 'column name';

/** How a policy function is called. */
export interface PolicyFunction {
  /** The names of the arguments in messages, and the form of each. */
  readonly parameters: readonly (readonly [name: string, shape: Shape])[];
  /** How many of them must be given. */
  readonly least: number;
  /** Whether the last one may be repeated. */
  readonly repeats?: true;
  readonly gives: 'boolean' | 'value';
  /** The result in words, for the documentation. */
  readonly answers: string;
}

const column = ['column', 'column'] as const;
const placeholder = ['placeholder', 'placeholder'] as const;

/** Every policy function by its name. */
export const policyFunctions: ReadonlyMap<string, PolicyFunction> = new Map<string, PolicyFunction>([
  [
    'attributeValuesContains',
    {
      parameters: [['attribute', 'text'], column, placeholder],
      least: 2,
      gives: 'boolean',
      answers: "whether the column's value is among the reader's values of the attribute",
    },
  ],
  [
    'groupsContains',
    {
      parameters: [column, placeholder],
      least: 1,
      gives: 'boolean',
      answers: "whether the column's value is the name of one of the reader's groups",
    },
  ],
  [
    'purposesContains',
    {
      parameters: [column, placeholder],
      least: 1,
      gives: 'boolean',
      answers: "whether the column's value is a purpose that the reader acts under",
    },
  ],
  [
    'hasAttribute',
    {
      parameters: [
        ['attribute', 'text'],
        ['value', 'text'],
      ],
      least: 2,
      gives: 'boolean',
      answers: 'whether the reader has this value of the attribute',
    },
  ],
  [
    'isInGroups',
    {
      parameters: [['group', 'text']],
      least: 1,
      repeats: true,
      gives: 'boolean',
      answers: 'whether the reader is in all of these groups',
    },
  ],
  [
    'isUsingPurpose',
    {
      parameters: [['purpose', 'text']],
      least: 1,
      gives: 'boolean',
      answers: 'whether the reader acts under the purpose or one below it',
    },
  ],
  ['username', { parameters: [], least: 0, gives: 'value', answers: "the reader's name" }],
  [
    'iam',
    {
      parameters: [],
      least: 0,
      gives: 'value',
      answers: 'the name of the identity provider that the reader came from',
    },
  ],
  [
    'columnReference',
    {
      parameters: [['column', 'column name']],
      least: 1,
      gives: 'value',
      answers: 'the value of this column of the row, also within a subquery',
    },
  ],
  [
    'columnTagged',
    {
      parameters: [['tag', 'text']],
      least: 1,
      gives: 'value',
      answers: 'the value of the one column of the row that has the tag',
    },
  ],
]);

/** `@isInGroups('group', …)`, as messages and the documentation show it. */
export function signatureOf(name: string, { parameters, least, repeats }: PolicyFunction): string {
  const shown = parameters.map(([parameter, shape], index) => {
    const text = shape === 'text' || shape === 'column name' ? `'${parameter}'` : parameter;
    return index < least ? text : `[, ${text}]`;
  });
  const joined = shown.reduce(
    (before, next) => (next.startsWith('[') ? before + next : `${before}, ${next}`),
    '',
  );
  return `@${name}(${joined.replace(/^, /, '')}${repeats === true ? ', …' : ''})`;
}
