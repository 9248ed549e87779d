import { answerByDecisions } from '../decisions/decide.js';
import type { Occasion, OperationRecord } from '../decisions/decision-record.js';
import type { Ports } from '../views/ports.js';
import type { Operation } from '../../model/operations.js';
import { callerSlot } from '../../policy/caller-slot.js';
import { bindTemplate } from '../../sql/print/template.js';
import type { Template } from '../../sql/print/template.js';
import { fold } from '../../sql/scope/names.js';
import type { Cluster, ViewExpression } from './cluster.js';
import { decideOperation } from './decide-operation.js';
import { formatResource } from './question.js';
import type { Question, Resource, Verdict } from './question.js';
import { openSession } from './session.js';
import type { Session } from './session.js';
import { columnsRefused, mayWriteUnread, readingOf } from './table-access.js';
import type { Reading } from './table-access.js';

/** What access control needs of the world around it. */
export type AccessControlPorts = Pick<Ports, 'world' | 'views' | 'decisions' | 'record' | 'now'>;

/** A cluster that asks, and the request in which it does. */
export interface Asking {
  readonly cluster: Cluster;
  readonly user: string;
  readonly requestId?: string | undefined;
}

type TableResource = Extract<Resource, { readonly kind: 'table' }>;

/** A column, with the name of its type as Trino displays it. */
export interface TypedColumn {
  readonly parts: TableResource['parts'];
  readonly name: string;
  readonly type: string;
}

/** Answers one question about a session in which it is asked, and puts the decisions that it took on record. */
const within = <T>(
  ports: AccessControlPorts,
  { cluster, user, requestId }: Asking,
  question: (session: Session) => T,
): Promise<T> => {
  const asker = { userName: user, at: ports.now() };
  const occasion: Occasion = { for: 'in-place', client: cluster.name, requestId };
  return answerByDecisions(ports, asker, occasion, (deciding) =>
    question(openSession({ cluster, asker, views: ports.views, ...deciding })),
  );
};

/** Whether a user may do something. The answer is on record with its reason. */
export async function isAllowed(
  ports: AccessControlPorts,
  asking: Asking,
  question: Omit<Question, 'user'>,
): Promise<boolean> {
  const verdict = await within(ports, asking, (session) =>
    decideOperation(session, { ...question, user: asking.user }),
  );
  await ports.record(recordOf(asking, question, verdict));
  return verdict.allowed;
}

/** Puts on record that an operation is denied that this version does not know. */
export const denyUnknown = (
  { record }: Pick<AccessControlPorts, 'record'>,
  { cluster, user, requestId }: Asking,
  operation: string,
): Promise<void> =>
  record({
    ...{ for: 'operation', client: cluster.name, user, requestId, operation, on: '', allowed: false },
    because: 'this version of scrim does not know the operation',
  });

const recordOf = (
  { cluster, user, requestId }: Asking,
  { operation, resource }: Pick<Question, 'operation' | 'resource'>,
  { allowed, because }: Verdict,
): OperationRecord => ({
  ...{ for: 'operation', client: cluster.name, user, requestId },
  ...{ operation, on: formatResource(resource), allowed, because },
});

/** Which of some objects exist for a user, by their indices. What is not listed is no denial, and not on record. */
export const visibleAmong = (
  ports: AccessControlPorts,
  asking: Asking,
  operation: Operation,
  resources: readonly Resource[],
): Promise<readonly number[]> =>
  within(ports, asking, (session) =>
    resources.flatMap((resource, index) =>
      decideOperation(session, { user: asking.user, operation, resource }).allowed ? [index] : [],
    ),
  );

/** Which columns of a table a user can read, by their indices. */
export const visibleColumns = (
  ports: AccessControlPorts,
  asking: Asking,
  { parts, columns }: TableResource,
): Promise<readonly number[]> =>
  within(ports, asking, (session) => {
    const { reading } = readingOf(session, parts);
    return columns.flatMap((name, index) => (columnsRefused(reading, [name]) === undefined ? [index] : []));
  });

const closedFilter: readonly ViewExpression[] = [{ expression: 'false' }];
/** The mask of a column that cannot be read. */
export const closedMask: ViewExpression = { expression: 'NULL' };

/** The conditions that the rows of a table must meet for a user. Whoever cannot read the table gets none of its rows. */
export const rowFilters = (
  ports: AccessControlPorts,
  asking: Asking,
  parts: TableResource['parts'],
): Promise<readonly ViewExpression[]> =>
  within(ports, asking, (session): readonly ViewExpression[] => {
    const { reading } = readingOf(session, parts);
    if (reading.kind === 'clear') return [];
    if (reading.kind === 'nothing') return mayWriteUnread(session, parts) ? [] : closedFilter;
    const { filter, definer } = reading.shown;
    return filter === undefined ? [] : [expressionOf(filter, asking.user, definer)];
  });

/** The masks of columns for a user, in their order; undefined for a column that is read as it is. */
export const columnMasks = (
  ports: AccessControlPorts,
  asking: Asking,
  columns: readonly TypedColumn[],
): Promise<readonly (ViewExpression | undefined)[]> =>
  within(ports, asking, (session) => {
    const readingIn = readingsOf(session);
    return columns.map(({ parts, name, type }): ViewExpression | undefined => {
      const reading = readingIn(parts);
      if (reading.kind === 'clear') return undefined;
      if (reading.kind === 'nothing') return mayWriteUnread(session, parts) ? undefined : closedMask;
      const { columns: shown, definer } = reading.shown;
      const found = shown.get(fold(name));
      if (found === undefined) return isHidden(name) ? undefined : closedMask;
      return found.mask && expressionOf(found.mask(type), asking.user, definer);
    });
  });

/** What a person reads of tables. The columns of a question are of one table, which is decided once. */
function readingsOf(session: Session): (parts: TableResource['parts']) => Reading {
  let last: { readonly parts: TableResource['parts']; readonly reading: Reading } | undefined;
  return (parts) => {
    if (last?.parts.every((part, index) => part === parts[index]) !== true) {
      last = { parts, reading: readingOf(session, parts).reading };
    }
    return last.reading;
  };
}

/**
 * Whether a column is one that Trino adds to a table, such as `$path`. No data source shows one, so that reading it is denied. A mask on it would
 * also forbid updates and deletes to those to whom the table has no other mask.
 */
const isHidden = (name: string): boolean => name.startsWith('$');

const expressionOf = (template: Template, user: string, definer: string | undefined): ViewExpression => ({
  expression: bindTemplate(template, { [callerSlot]: user }),
  ...(definer === undefined ? {} : { identity: definer }),
});
