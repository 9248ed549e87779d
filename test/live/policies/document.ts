import type { Answer } from '../support/run-as.js';
import { dedent } from './policy-case.js';
import type { Chapter, PolicyCase, Question } from './policy-case.js';
import { sampleTables, sampleWorld } from './sample.js';

/** What was found on a real Trino for a question: the answer, and the view that gave it. */
export interface Found {
  readonly answer?: Answer;
  readonly view?: string;
}

const fence = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

/** A hash is too long for a table, and its beginning says as much. */
const cell = (value: unknown): string =>
  value === null
    ? 'NULL'
    : /^[0-9a-f]{64}$/.test(String(value))
      ? `${String(value).slice(0, 12)}…`
      : String(value).replaceAll(/[|*]/g, (found) => `\\${found}`);

const table = (head: readonly string[], body: readonly (readonly unknown[])[]): string =>
  [head, head.map(() => '---'), ...body.map((row) => row.map(cell))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

function questionText({ who, sql, fails }: Question, { answer, view }: Found): string {
  const asks = `**${who}** runs\n\n${fence('sql', sql)}`;
  const gets =
    answer === undefined
      ? `and gets the error: *${fails ?? ''}*`
      : answer.rows.length === 0
        ? 'and gets no rows.'
        : table(
            answer.columns.map(({ name }) => name),
            answer.rows,
          );
  const made =
    view === undefined
      ? []
      : [`<details><summary>the view of ${who}</summary>\n\n${fence('sql', view)}\n\n</details>`];
  return [asks, gets, ...made].join('\n\n');
}

function caseText(
  { title, text, world, questions = [], refused = [] }: PolicyCase,
  found: readonly Found[],
): string {
  const seen = new Set<string>();
  const once = ({ view, ...rest }: Found): Found => {
    if (view === undefined || seen.has(view)) return rest;
    seen.add(view);
    return { ...rest, view };
  };
  return [
    `### ${title}`,
    text,
    fence('yaml', dedent(world)),
    ...(refused.length === 0 ? [] : [`\`scrim apply\` refuses it:\n\n${fence('text', refused.join('\n'))}`]),
    ...questions.map((question, index) => questionText(question, once(found[index] ?? {}))),
  ].join('\n\n');
}

const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

/** docs/policies.md, from the chapters and what was found for their questions. */
export function policiesDocument(
  chapters: readonly Chapter[],
  found: ReadonlyMap<PolicyCase, readonly Found[]>,
): string {
  const contents = chapters.map(({ title }) => `- [${title}](#${anchor(title)})`).join('\n');
  const tables = sampleTables.map(({ name, columns, shown }) => {
    const head = [...columns.matchAll(/(?:^|, )([a-z]+) /g)].map(([, column = '']) => column);
    return `\`${name}\`\n\n${table(head, shown)}`;
  });
  const parts = chapters.map(({ title, text, cases }) =>
    [`## ${title}`, text, ...cases.map((one) => caseText(one, found.get(one) ?? []))].join('\n\n'),
  );
  return `# Policies, by examples

Each example adds a few lines to one small world, and shows what people then get. All examples were run on a real Trino:
\`npm run docs:live\` writes this page, and a test compares it. [world.md](world.md) describes the keys of each rule.

${contents}

## The sample

Four raw tables. Nobody but the owner of the views may read them.

${tables.join('\n\n')}

There are three people. ann is in the group support and has the region EU.West. bob is in finance and has the regions EU and ASIA. eve has no groups
or attributes. All of them have access to everything, because the examples are about rows and values.

${fence('yaml', sampleWorld)}

Below an answer, once in each example, is the SQL of the view that scrim made for this person. Its first condition binds
the view to that person. Hashes are shortened to their first digits.

${parts.join('\n\n')}
`;
}
