import {
  answerQuestion,
  closedMask,
  columnMasks,
  isAllowed,
  rowFilters,
  visibleAmong,
  visibleColumns,
} from '../../use-cases/access-control/answer.js';
import type {
  AccessControlPorts,
  Answered,
  QuestionRead,
  TypedColumn,
} from '../../use-cases/access-control/answer.js';
import type { Cluster, Upstream, ViewExpression } from '../../use-cases/access-control/cluster.js';
import {
  upstreamAllows,
  upstreamFilters,
  upstreamMasks,
  upstreamOf,
  upstreamShows,
  upstreamShowsColumns,
} from '../../use-cases/access-control/ask-upstream.js';
import type { Resource } from '../../use-cases/access-control/question.js';
import type { Session } from '../../use-cases/access-control/session.js';
import type { OpaEndpoint } from './closed-answer.js';
import type { AnswerOpa } from './listener.js';
import { questionKey } from './question-key.js';
import {
  isOperation,
  readColumn,
  readGrantee,
  readInput,
  readList,
  readOptions,
  readResource,
  UnreadableInput,
} from './wire.js';
import type { Input } from './wire.js';

/**
 * Answers the questions of Trino's OPA protocol. Whatever cannot be answered is thrown: the listener then gives the answer that shows nothing.
 */
export const opaAnswers =
  (ports: AccessControlPorts): AnswerOpa =>
  (cluster, endpoint, body, requestId) =>
    answerQuestion(ports, { cluster, requestId }, questionKey(endpoint, body), () =>
      readers[endpoint](cluster, readInput(parseBody(body))),
    );

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // The message of the parser contains a part of the body.
    throw new UnreadableInput('the body is not JSON');
  }
}

type Read = (cluster: Cluster, input: Input) => QuestionRead;

const readers: Readonly<Record<OpaEndpoint, Read>> = { allow, batch, rows, mask, masks };

function allow(cluster: Cluster, input: Input): QuestionRead {
  const { user, operation, action, question } = input;
  if (!isOperation(operation)) return { user, unknownOperation: operation, result: false };
  const resource = readResource(operation, action['resource']);
  const renamed = action['targetResource'];
  const target = renamed === undefined ? undefined : readResource(operation, renamed);
  const asked = {
    user,
    operation,
    resource,
    target,
    grantee: readGrantee(input),
    options: readOptions(input),
  };
  const upstream = upstreamOf(cluster, resource, target);
  return questionOf(user, upstream, {
    answer: (session) => isAllowed(session, asked),
    join: (ours, server) => (ours ? upstreamAllows(server, question) : Promise.resolve(false)),
  });
}

function batch(cluster: Cluster, input: Input): QuestionRead {
  const { user, operation, question } = input;
  if (!isOperation(operation)) return { user, unknownOperation: operation, result: [] };
  const items = readList(input);
  const resources = items.map((item) => readResource(operation, item));
  if (operation === 'FilterColumns') return columns(cluster, input, items, resources);
  const upstreams = resources.map((resource) => upstreamOf(cluster, resource));
  return questionOf(
    user,
    upstreams.find((one) => one !== undefined),
    {
      answer: (session) => ({ result: visibleAmong(session, operation, resources) }),
      join: async (seen, server) => {
        const theirs = seen.filter((index) => upstreams[index] !== undefined);
        const shown = await upstreamShows(
          server,
          question,
          theirs.map((index) => items[index]),
        );
        const kept = new Set(theirs.filter((_, index) => shown.has(index)));
        return seen.filter((index) => upstreams[index] === undefined || kept.has(index));
      },
    },
  );
}

function columns(
  cluster: Cluster,
  { user, question }: Input,
  items: readonly unknown[],
  [table, ...others]: readonly Resource[],
): QuestionRead {
  if (table?.kind !== 'table' || others.length > 0)
    throw new UnreadableInput('FilterColumns is not about one table');
  return questionOf(user, upstreamOf(cluster, table), {
    answer: (session) => ({ result: visibleColumns(session, table) }),
    join: async (seen, server) => {
      const { table: as } = items[0] as { readonly table: Readonly<Record<string, unknown>> };
      const names = as['columns'] as readonly string[];
      const shown = await upstreamShowsColumns(
        server,
        question,
        as,
        seen.map((index) => names[index] ?? ''),
      );
      return seen.filter((_, index) => shown.has(index));
    },
  });
}

function rows(cluster: Cluster, { user, action, question }: Input): QuestionRead {
  const table = readResource('GetRowFilters', action['resource']);
  if (table.kind !== 'table') throw new UnreadableInput('GetRowFilters is not about a table');
  return questionOf(user, upstreamOf(cluster, table), {
    answer: (session) => {
      const result = rowFilters(session, table.parts);
      return { result, inPlace: { table: table.parts, filters: result.map(({ expression }) => expression) } };
    },
    join: async (ours, server) => [...ours, ...(await upstreamFilters(server, question))],
  });
}

/** The masks of columns, in their order; undefined for a column that is read as it is. */
type Masks = readonly (ViewExpression | undefined)[];

/**
 * Reads a question about masks: ours, or those of another server; a column with both is NULL, because masks cannot be joined.
 * @param show the answer for Trino
 */
function masksOf(
  cluster: Cluster,
  { user, question }: Input,
  items: readonly unknown[],
  show: (masks: Masks) => unknown,
): QuestionRead {
  const asked: readonly TypedColumn[] = items.map(readColumn);
  const [first] = asked;
  const upstream = first && upstreamOf(cluster, { kind: 'table', parts: first.parts, columns: [] });
  return questionOf(user, upstream, {
    answer: (session) => {
      const result = columnMasks(session, asked);
      const masks = asked.map(({ name }, index): [string, string | null] => [
        name,
        result[index]?.expression ?? null,
      ]);
      return { result, inPlace: first && { table: first.parts, masks: Object.fromEntries(masks) } };
    },
    join: async (ours, server) => {
      const theirs = await upstreamMasks(server, question, items);
      return ours.map((our, index) => {
        const their = theirs.get(index);
        return our !== undefined && their !== undefined ? closedMask : (our ?? their);
      });
    },
    show,
  });
}

function mask(cluster: Cluster, input: Input): QuestionRead {
  return masksOf(cluster, input, [input.action['resource']], ([found]) => found ?? null);
}

function masks(cluster: Cluster, input: Input): QuestionRead {
  return masksOf(cluster, input, readList(input), (found) =>
    found.flatMap((viewExpression, index) =>
      viewExpression === undefined ? [] : [{ index, viewExpression }],
    ),
  );
}

/** How a question is answered. */
interface Answering<T> {
  readonly answer: (session: Session) => Answered<T>;
  /** Joins the answer with that of another server. */
  readonly join: (ours: T, upstream: Upstream) => Promise<T>;
  /** The answer for Trino. */
  readonly show?: (result: T) => unknown;
}

/** @param upstream the other server, if it has a say */
function questionOf<T>(
  user: string,
  upstream: Upstream | undefined,
  { answer, join, show = (result) => result }: Answering<T>,
): QuestionRead {
  if (upstream === undefined) {
    return {
      user,
      answer: (session) => {
        const { result, ...more } = answer(session);
        return { result: show(result), ...more };
      },
    };
  }
  return {
    user,
    joined: (session) => {
      const { result, ...more } = answer(session);
      return { result: async () => show(await join(result, upstream)), ...more };
    },
  };
}
