import { describePrincipal } from '../model/principals.js';
import type { ListedRound, ShownRound } from '../use-cases/recertification/show-rounds.js';
import { formatCsv } from './format-rows.js';

/** A number of things in words. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** Formats a round as one line, without the line end. */
export const describeRound = (round: ListedRound): string =>
  [
    `${round.name}: due ${round.due}, started by ${round.startedBy}`,
    `, ${round.undecided} of ${counted(round.accesses, 'access', 'accesses')} to ${counted(round.dataSources, 'data source')} undecided`,
    round.cancelledAt === undefined ? '' : `, cancelled at ${round.cancelledAt}`,
  ].join('');

const describeAccess = ({ subscriber, state, decision, expires }: ShownRound['accesses'][number]): string =>
  [
    `  ${describePrincipal(subscriber)}: ${state}`,
    decision === undefined ? '' : ` by ${decision.by} at ${decision.at}`,
    expires === undefined ? '' : `, ends at ${expires}`,
    decision?.reason === undefined ? '' : ` (${decision.reason})`,
  ].join('');

/** Formats a round over one data source as lines. */
export const formatRound = (round: ShownRound): string => {
  const owners = round.owners.map(describePrincipal).join(', ');
  const lines = [
    `${round.dataSource}: due ${round.due}; owners: ${owners === '' ? 'none' : owners}`,
    ...(round.cancelledAt === undefined
      ? []
      : [`  cancelled by ${round.cancelledBy ?? ''} at ${round.cancelledAt}`]),
    ...(round.accesses.length === 0 ? ['  no subscriptions'] : round.accesses.map(describeAccess)),
    ...round.grantedOtherwise.map(
      ({ policy, grant }) =>
        `  not in the round: policy '${policy}' grants access to ${grant === 'anyone' ? 'anyone' : 'everybody who meets its condition'}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
};

/** A text of people in a cell of a spreadsheet, which must not take it for a formula. */
const cell = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

const csvColumns = ['data source', 'kind', 'subscriber', 'state', 'by', 'at', 'reason', 'ends at', 'due'];

/** A round as a table for spreadsheets: a line for each access. */
export const roundAsCsv = (rounds: readonly ShownRound[]): string =>
  formatCsv({
    columns: csvColumns.map((name) => ({ name, type: 'varchar' })),
    rows: rounds.flatMap(({ dataSource, due, accesses }) =>
      accesses.map(({ subscriber, state, decision, expires }) => [
        dataSource,
        ...('user' in subscriber ? ['user', cell(subscriber.user)] : ['group', cell(subscriber.group)]),
        state,
        cell(decision?.by ?? ''),
        decision?.at ?? null,
        cell(decision?.reason ?? ''),
        expires ?? null,
        due,
      ]),
    ),
  });
