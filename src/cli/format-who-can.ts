import { describeRows } from '../policy/summarize-rows.js';
import type { SeenColumn, SeenRows, Sight } from '../use-cases/views/sight.js';
import type { Step } from '../use-cases/access/steps.js';
import type { WhoCan, WhoCanClass } from '../use-cases/access/who-can.js';
import { asOfLine } from './as-of-line.js';
import { layersText } from './format-explanation.js';

const headline: Readonly<Record<Sight['sees'], string>> = {
  nothing: 'nothing: it does not exist for them',
  closed: 'nothing: it is closed to them',
  'no rows': 'no rows',
  'some rows': 'some rows',
  'all rows': 'all rows',
  'the column': '',
};

const indent = '    ';

/** Formats who sees what for a terminal. */
export function formatWhoCan(counted: WhoCan): string {
  const { dataSource, column, at, users, classes, couldSee, supposed = [] } = counted;
  const width = Math.max(0, ...[...classes, ...couldSee].map((one) => String(one.users).length));
  const what = column === null ? dataSource : `column ${column} of ${dataSource}`;
  return [
    ...asOfLine(counted, at),
    `${users} user${users === 1 ? '' : 's'} and what they see of ${what}`,
    ...(supposed.length === 0 ? [] : ['', 'What if', ...supposed.map((one) => `  ${one}`)]),
    ...classes.flatMap((one) => ['', ...classLines(one, width, column)]),
    ...(couldSee.length === 0
      ? []
      : ['', 'Users who could see something else by an action of their own, without approval']),
    ...couldSee.flatMap((one) => ['', ...classLines(one, width, column, one.by)]),
    '',
  ].join('\n');
}

function classLines(
  { users, examples, because, sight }: WhoCanClass,
  width: number,
  column: string | null,
  by?: Step,
): readonly string[] {
  const { sees, rows, columns } = sight;
  const of = column === null ? undefined : columns[column];
  const head = sees === 'the column' && of !== undefined ? columnText(of) : headline[sees];
  const more = users > examples.length ? ', …' : '';
  return [
    `${String(users).padStart(width)}  ${head}`,
    `${indent}who: ${examples.join(', ')}${more}`,
    ...(by === undefined ? [] : [`${indent}by: ${stepText(by)}`]),
    ...because.map((reason) => `${indent}because: ${reason}`),
    ...rows.map((row) => `${indent}rows: ${rowText(row)}`),
    ...(column === null ? columnLines(columns) : []),
  ];
}

/** Formats the actions of people, such as `switching to project 'x' and acknowledging purpose 'p'`. */
function stepText({ act, project, acknowledge, acknowledgedBy }: Step): string {
  const purposes = acknowledge.map((purpose) => `'${purpose}'`).join(', ');
  const acknowledging = [
    acknowledgedBy === 'every member' ? 'every member ' : '',
    `acknowledging purpose${acknowledge.length === 1 ? '' : 's'} ${purposes}`,
  ].join('');
  switch (act) {
    case 'leave':
      return 'leaving the project that they work in';
    case 'stay':
      return `${acknowledging} in project '${String(project)}'`;
    case 'switch':
      return `switching to project '${String(project)}'${acknowledge.length === 0 ? '' : ` and ${acknowledging}`}`;
  }
}

const rowText = (row: SeenRows): string =>
  `${row.beneath === undefined ? '' : `in ${row.beneath}, `}${describeRows(row)}  [${row.policy}]`;

function columnText(column: SeenColumn): string {
  switch (column.shown) {
    case 'raw':
      return 'raw';
    case 'masked':
      return layersText(column.masks);
    case 'nothing':
      return `nothing: ${column.because}`;
  }
}

/** Formats each masked column as a line, and all raw columns as one line. */
function columnLines(columns: Sight['columns']): readonly string[] {
  const entries = Object.entries(columns);
  const raw = entries.filter(([, { shown }]) => shown === 'raw').map(([name]) => name);
  return [
    ...(raw.length === 0 ? [] : [`${indent}raw: ${raw.join(', ')}`]),
    ...entries
      .filter(([, { shown }]) => shown !== 'raw')
      .map(([name, column]) => `${indent}${name}: ${columnText(column)}`),
  ];
}
