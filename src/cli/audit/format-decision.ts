import { policiesIn } from '../../audit/shown-document.js';
import type { ShownDocument } from '../../audit/shown-document.js';
import type { AuditedDecision } from '../../use-cases/audit/audit-decisions.js';
import { inOneLine } from '../format-rows.js';

/** Formats a decision on record for a terminal. */
export function formatDecision(decision: AuditedDecision): string {
  const { at, occasion, user, by, client, dataSource, outcome, because, times, revision } = decision;
  const { operation, on } = decision.details;
  const about = [dataSource, typeof operation === 'string' ? `${operation} ${String(on)}` : null];
  const document = decision.document as ShownDocument | null;
  const policies = document === null ? [] : policiesIn(document);
  const facts = [
    ...(because === null ? [] : [because]),
    ...(policies.length === 0 ? [] : [`by ${policies.join(', ')}`]),
    ...(revision === null ? [] : [`revision ${revision}`]),
    ...(decision.project === null ? [] : [`project ${decision.project}`]),
    ...(decision.purposes.length === 0 ? [] : [`purpose ${decision.purposes.join(', ')}`]),
    ...(times === 1 ? [] : [`${times} times until ${decision.lastAt}`]),
  ];
  return [
    [at, occasion, client, ...(by === null ? [] : [`by ${by}`]), user ?? '', ...about, outcome]
      .filter((part) => part !== null && part !== '')
      .join('  '),
    `  ${facts.join('; ')}`,
    '',
  ]
    .map(inOneLine)
    .join('\n');
}

/** Columns of the table for a spreadsheet. */
export const decisionColumns = [
  ...['time', 'last time', 'times', 'occasion', 'client', 'by', 'user', 'data source', 'outcome', 'reason'],
  ...['policies', 'project', 'purposes', 'revision', 'request id', 'operation', 'on'],
] as const;

/** The row of a decision in the table for a spreadsheet. @see decisionColumns */
export function decisionCells(decision: AuditedDecision): readonly unknown[] {
  const { at, lastAt, times, occasion, client, by, user, dataSource, outcome, because } = decision;
  const document = decision.document as ShownDocument | null;
  const { operation = null, on = null } = decision.details;
  return [
    ...[at, lastAt, times, occasion, client, by, user, dataSource, outcome, because],
    document === null ? null : policiesIn(document).join('; '),
    ...[decision.project, decision.purposes.join('; '), decision.revision, decision.requestId, operation, on],
  ];
}
