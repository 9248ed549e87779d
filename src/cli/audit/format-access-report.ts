import type { AuditedAccess, AuditedPerson } from '../../use-cases/audit/audit-access.js';
import { asOfLine } from '../as-of-line.js';
import { inOneLine } from '../format-rows.js';
import { peopleCounted } from './counts.js';

/** Formats what is told of all people, for a terminal, as lines. */
export function formatAccessHead(report: AuditedAccess): readonly string[] {
  const { dataSource, having, readers, former, since, until } = report;
  return [
    ...asOfLine(report, until),
    `${dataSource}: ${peopleCounted(having)} can read it; ${peopleCounted(readers)} read it from ${since} to ${until}${former === 0 ? '' : `, of whom ${former} can no more`}`,
  ];
}

const can: Readonly<Record<AuditedPerson['sees'], string>> = {
  nothing: 'no access',
  closed: 'no access',
  'no rows': 'sees no rows',
  'some rows': 'sees some rows',
  'all rows': 'sees all rows',
  'the column': 'sees it',
};

/** Formats one person for a terminal. */
export function formatPerson(person: AuditedPerson): string {
  const { user, because, sees, canSee, queries, pastScrim, last, raw, masked } = person;
  const list = (what: string, columns: readonly string[]): readonly string[] =>
    columns.length === 0 ? [] : [`    ${what}: ${columns.join(', ')}`];
  const did =
    last === null
      ? 'never read it'
      : `read it ${queries === 1 ? 'once' : `${queries} times`}, last at ${last}`;
  return [
    `${user}  ${can[sees]}, ${did}`,
    ...(because === null ? [] : [`    because: ${because}`]),
    ...list('can see in the clear', canSee.raw),
    ...list('can see masked', canSee.masked),
    ...list('read in the clear', raw),
    ...list('read masked', masked),
    ...(pastScrim === 0 ? [] : [`    ${pastScrim} of these queries without scrim`]),
    '',
  ]
    .map(inOneLine)
    .join('\n');
}

/** Columns of the table for a spreadsheet. */
export const personColumns = [
  ...['data source', 'user', 'access', 'because', 'sees', 'can see in the clear', 'can see masked'],
  ...['queries', 'first', 'last', 'read in the clear', 'read masked', 'without scrim'],
] as const;

/** The row of a person in the table for a spreadsheet. @see personColumns */
export const personCells = (person: AuditedPerson): readonly unknown[] => [
  ...[person.dataSource, person.user, person.access, person.because, person.sees],
  ...[person.canSee.raw.join(' '), person.canSee.masked.join(' '), person.queries, person.first, person.last],
  ...[person.raw.join(' '), person.masked.join(' '), person.pastScrim],
];
