import {
  closedMask,
  columnMasks,
  denyUnknown,
  isAllowed,
  rowFilters,
  visibleAmong,
  visibleColumns,
} from '../../use-cases/access-control/answer.js';
import type { AccessControlPorts, Asking } from '../../use-cases/access-control/answer.js';
import type { ViewExpression } from '../../use-cases/access-control/cluster.js';
import {
  upstreamAllows,
  upstreamFilters,
  upstreamMasks,
  upstreamOf,
  upstreamShows,
  upstreamShowsColumns,
} from '../../use-cases/access-control/ask-upstream.js';
import type { OpaEndpoint } from './closed-answer.js';
import type { AnswerOpa } from './listener.js';
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
  async (cluster, endpoint, body, requestId) => {
    const input = readInput(parseBody(body));
    const result = await results[endpoint](ports, { cluster, user: input.user, requestId }, input);
    return JSON.stringify({ result });
  };

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // The message of the parser contains a part of the body.
    throw new UnreadableInput('the body is not JSON');
  }
}

type Answer = (ports: AccessControlPorts, asking: Asking, input: Input) => Promise<unknown>;

const results: Readonly<Record<OpaEndpoint, Answer>> = { allow, batch, rows, mask, masks };

async function allow(ports: AccessControlPorts, asking: Asking, input: Input): Promise<boolean> {
  const { operation, action, question } = input;
  if (!isOperation(operation)) {
    await denyUnknown(ports, asking, operation);
    return false;
  }
  const resource = readResource(operation, action['resource']);
  const renamed = action['targetResource'];
  const target = renamed === undefined ? undefined : readResource(operation, renamed);
  const asked = { operation, resource, target, grantee: readGrantee(input), options: readOptions(input) };
  if (!(await isAllowed(ports, asking, asked))) return false;
  const upstream = upstreamOf(asking.cluster, resource, target);
  return upstream === undefined || upstreamAllows(upstream, question);
}

async function batch(ports: AccessControlPorts, asking: Asking, input: Input): Promise<readonly number[]> {
  const { operation, question } = input;
  if (!isOperation(operation)) {
    await denyUnknown(ports, asking, operation);
    return [];
  }
  const items = readList(input);
  const resources = items.map((item) => readResource(operation, item));
  if (operation === 'FilterColumns') {
    const [table, ...others] = resources;
    if (table?.kind !== 'table' || others.length > 0)
      throw new UnreadableInput('FilterColumns is not about one table');
    const seen = await visibleColumns(ports, asking, table);
    const upstream = upstreamOf(asking.cluster, table);
    if (upstream === undefined) return seen;
    const { table: as } = items[0] as { readonly table: Readonly<Record<string, unknown>> };
    const names = as['columns'] as readonly string[];
    const shown = await upstreamShowsColumns(
      upstream,
      question,
      as,
      seen.map((index) => names[index] ?? ''),
    );
    return seen.filter((_, index) => shown.has(index));
  }
  const seen = await visibleAmong(ports, asking, operation, resources);
  const upstreams = seen.map((index) => upstreamOf(asking.cluster, resources[index]));
  const upstream = upstreams.find((one) => one !== undefined);
  if (upstream === undefined) return seen;
  const theirs = seen.filter((_, index) => upstreams[index] !== undefined);
  const shown = await upstreamShows(
    upstream,
    question,
    theirs.map((index) => items[index]),
  );
  const kept = new Set(theirs.filter((_, index) => shown.has(index)));
  return seen.filter((index, position) => upstreams[position] === undefined || kept.has(index));
}

async function rows(
  ports: AccessControlPorts,
  asking: Asking,
  input: Input,
): Promise<readonly ViewExpression[]> {
  const table = readResource('GetRowFilters', input.action['resource']);
  if (table.kind !== 'table') throw new UnreadableInput('GetRowFilters is not about a table');
  const ours = await rowFilters(ports, asking, table.parts);
  const upstream = upstreamOf(asking.cluster, table);
  return upstream === undefined ? ours : [...ours, ...(await upstreamFilters(upstream, input.question))];
}

/** The masks of columns: ours, or those of another server; a column with both is NULL, because masks cannot be joined. */
async function masksOf(
  ports: AccessControlPorts,
  asking: Asking,
  input: Input,
  items: readonly unknown[],
): Promise<readonly (ViewExpression | undefined)[]> {
  const columns = items.map(readColumn);
  const ours = await columnMasks(ports, asking, columns);
  const [first] = columns;
  const upstream = first && upstreamOf(asking.cluster, { kind: 'table', parts: first.parts, columns: [] });
  if (upstream === undefined) return ours;
  const theirs = await upstreamMasks(upstream, input.question, items);
  return ours.map((our, index) => {
    const their = theirs.get(index);
    return our !== undefined && their !== undefined ? closedMask : (our ?? their);
  });
}

async function mask(ports: AccessControlPorts, asking: Asking, input: Input): Promise<ViewExpression | null> {
  const [found] = await masksOf(ports, asking, input, [input.action['resource']]);
  return found ?? null;
}

async function masks(ports: AccessControlPorts, asking: Asking, input: Input): Promise<readonly unknown[]> {
  const found = await masksOf(ports, asking, input, readList(input));
  return found.flatMap((viewExpression, index) =>
    viewExpression === undefined ? [] : [{ index, viewExpression }],
  );
}
