import { keptAnswer } from '../../audit/in-place-answer.js';
import type { InPlaceAnswer } from '../../audit/in-place-answer.js';
import type { Kept } from '../../audit/shown-document.js';
import { bytesOf } from '../../base/bytes-of.js';
import { invariant } from '../../base/invariant.js';
import type { Asker } from '../../facts/facts-for.js';
import { answerAgain, answerByDecisions } from '../decisions/decide.js';
import type { Deciding } from '../decisions/decide.js';
import type { Occasion, OperationRecord } from '../../audit/decision-record.js';
import type { Ports } from '../views/ports.js';
import type { Operation } from '../../model/operations.js';
import { callerSlot } from '../../policy/caller-slot.js';
import { bindTemplate } from '../../sql/print/template.js';
import type { Template } from '../../sql/print/template.js';
import { fold } from '../../sql/scope/names.js';
import type { Cluster, ViewExpression } from './cluster.js';
import { decideOperation } from './decide-operation.js';
import { formatResource, objectOf } from './question.js';
import type { Question, Resource } from './question.js';
import { openSession } from './session.js';
import type { Session } from './session.js';
import { columnsRefused, mayWriteUnread, readingOf } from './table-access.js';
import type { Reading } from './table-access.js';

/** What access control needs of the world around it. */
export type AccessControlPorts = Pick<Ports, 'world' | 'views' | 'decisions' | 'record' | 'now'>;

/** A cluster that asks, and the request in which it does. */
export interface Asking {
  readonly cluster: Cluster;
  readonly requestId?: string | undefined;
}

type TableResource = Extract<Resource, { readonly kind: 'table' }>;

/** A column, with the name of its type as Trino displays it. */
export interface TypedColumn {
  readonly parts: TableResource['parts'];
  readonly name: string;
  readonly type: string;
}

/** What scrim answers, and what goes on record for it beside decisions. */
export interface Answered<T> {
  readonly result: T;
  /** The filters or masks of a table that is read in place. */
  readonly inPlace?: InPlaceAnswer | undefined;
  readonly verdict?: Pick<OperationRecord, 'operation' | 'on' | 'object' | 'allowed' | 'because'>;
}

/** A question of Trino, once it has been read. */
export type QuestionRead = { readonly user: string } & (
  | {
      /** A pure function of the session. */
      readonly answer: (session: Session) => Answered<unknown>;
    }
  | {
      /** The answer needs another OPA server, which is asked each time, after what scrim decides is on record. */
      readonly joined: (session: Session) => Answered<() => Promise<unknown>>;
    }
  | {
      /** An operation that this version does not know. It is denied. */
      readonly unknownOperation: string;
      readonly result: unknown;
    }
);

/**
 * Answers a question, and puts on record what was decided for it before it returns. The same question is answered from memory until something
 * changes from which its answer was computed.
 * @param key identifies the question, whatever the cluster
 * @param read reads it, if it was not asked before
 * @returns `{"result": …}`
 */
export async function answerQuestion(
  ports: AccessControlPorts,
  { cluster, requestId }: Asking,
  key: string,
  read: () => QuestionRead,
): Promise<string> {
  const occasion: Occasion = { for: 'in-place', client: cluster.name, requestId };
  const sessionOf = (asker: Asker, deciding: Deciding): Session =>
    openSession({ cluster, asker, views: ports.views, ...deciding });
  const record = async (user: string, verdict: Answered<unknown>['verdict']): Promise<void> => {
    if (verdict === undefined) return;
    await ports.record({ for: 'operation', client: cluster.name, user, requestId, ...verdict });
  };
  const ownKey = `${cluster.name} ${key}`;
  const asked = ports.world.remembers(ownKey) ? undefined : read();
  if (asked !== undefined && 'unknownOperation' in asked) {
    const { user, unknownOperation: operation, result } = asked;
    const because = 'this version of scrim does not know the operation';
    await record(user, { operation, on: '', allowed: false, because });
    return textOf(result);
  }
  if (asked !== undefined && 'joined' in asked) {
    const { user, joined } = asked;
    const asker = { userName: user, at: ports.now() };
    const ours = await answerByDecisions(
      ports,
      asker,
      occasion,
      (deciding) => joined(sessionOf(asker, deciding)),
      keptIn,
    );
    await record(user, ours.verdict);
    return textOf(await ours.result());
  }
  const { userName, answer } = await answerAgain(ports, ownKey, occasion, () => {
    const question = asked ?? read();
    invariant('answer' in question, 'a question is remembered that scrim does not answer alone');
    return {
      userName: question.user,
      answer: (deciding, asker) => {
        const answered = question.answer(sessionOf(asker, deciding));
        const value = { text: textOf(answered.result), verdict: answered.verdict };
        return { value, bytes: bytesOf(value), answer: keptIn(answered) };
      },
    };
  });
  await record(userName, answer.verdict);
  return answer.text;
}

const keptIn = ({ inPlace }: Answered<unknown>): Kept | undefined => inPlace && keptAnswer(inPlace);

const textOf = (result: unknown): string => JSON.stringify({ result });

/** Whether a user may do something, with the reason, which goes on record. */
export function isAllowed(session: Session, question: Question): Answered<boolean> {
  const { allowed, because } = decideOperation(session, question);
  const { operation, resource } = question;
  return {
    result: allowed,
    verdict: { operation, on: formatResource(resource), object: objectOf(resource), allowed, because },
  };
}

/** Which of some objects exist for a user, by their indices. What is not listed is no denial, and not on record. */
export const visibleAmong = (
  session: Session,
  operation: Operation,
  resources: readonly Resource[],
): readonly number[] =>
  resources.flatMap((resource, index) =>
    decideOperation(session, { user: session.asker.userName, operation, resource }).allowed ? [index] : [],
  );

/** Which columns of a table a user can read, by their indices. */
export function visibleColumns(session: Session, { parts, columns }: TableResource): readonly number[] {
  const { reading } = readingOf(session, parts);
  return columns.flatMap((name, index) => (columnsRefused(reading, [name]) === undefined ? [index] : []));
}

const closedFilter: readonly ViewExpression[] = [{ expression: 'false' }];
/** The mask of a column that cannot be read. */
export const closedMask: ViewExpression = { expression: 'NULL' };

/** The conditions that the rows of a table must meet for a user. Whoever cannot read the table gets none of its rows. */
export function rowFilters(session: Session, parts: TableResource['parts']): readonly ViewExpression[] {
  const { reading } = readingOf(session, parts);
  if (reading.kind === 'clear') return [];
  if (reading.kind === 'nothing') return mayWriteUnread(session, parts) ? [] : closedFilter;
  const { filter, definer } = reading.shown;
  return filter === undefined ? [] : [expressionOf(filter, session.asker.userName, definer)];
}

/** The masks of columns for a user, in their order; undefined for a column that is read as it is. */
export function columnMasks(
  session: Session,
  columns: readonly TypedColumn[],
): readonly (ViewExpression | undefined)[] {
  const readingIn = readingsOf(session);
  return columns.map(({ parts, name, type }): ViewExpression | undefined => {
    const reading = readingIn(parts);
    if (reading.kind === 'clear') return undefined;
    if (reading.kind === 'nothing') return mayWriteUnread(session, parts) ? undefined : closedMask;
    const { columns: shown, definer } = reading.shown;
    const found = shown.get(fold(name));
    if (found === undefined) return isHidden(name) ? undefined : closedMask;
    return found.mask && expressionOf(found.mask(type), session.asker.userName, definer);
  });
}

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
