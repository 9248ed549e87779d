import { z } from 'zod';

import { fitName, fitText } from '../base/input.js';

/** A value that is missing or of another type is left out: an event is never refused for one. */
const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const list = <T extends z.ZodType>(schema: T) =>
  z
    .array(z.unknown())
    .catch([])
    .default([])
    .transform((values) =>
      values.flatMap((value): z.output<T>[] => {
        const read = schema.safeParse(value);
        return read.success ? [read.data] : [];
      }),
    );

/** A text as it can be stored. A query can contain any character. */
const fit = z.string().transform(fitText);
/** A name by which records are found. */
const name = z.string().transform(fitName);
const text = maybe(fit);
const number = maybe(z.number());
/** A count that fits into 64 bits. */
const count = maybe(z.number().refine((value) => Number.isInteger(value) && Math.abs(value) < 2 ** 63));

const [earliest, latest] = [new Date('2000-01-01T00:00:00Z'), new Date('9000-01-01T00:00:00Z')];
/** A moment at which there can be a query: others are of a clock that was not set. */
const moment = maybe(
  z.iso
    .datetime({ offset: true })
    .transform((at) => new Date(at))
    .refine((at) => at >= earliest && at < latest),
);

const readTable = z.object({
  catalog: fit,
  schema: fit,
  table: fit,
  /** Under whose rights it is read. */
  authorization: maybe(name),
  filters: list(fit),
  /** The columns that are read, also by conditions alone. */
  columns: list(z.object({ column: fit, mask: text })),
  /** The text of a view. */
  viewText: text,
  /** The views, filters and masks through which it is read, from the outermost. */
  referenceChain: list(
    z.object({
      '@type': text,
      catalogName: text,
      schemaName: text,
      viewName: text,
      name: maybe(z.unknown()),
    }),
  ),
});
/** A table that a query reads. */
export type EventTable = z.output<typeof readTable>;

const input = z.object({
  catalogName: fit,
  schema: fit,
  table: fit,
  physicalInputBytes: count,
  physicalInputRows: count,
});

const output = z.object({
  catalogName: fit,
  schema: fit,
  table: fit,
  columns: list(
    z.object({
      columnName: fit,
      sourceColumns: list(z.object({ catalog: fit, schema: fit, table: fit, columnName: fit })),
    }),
  ),
});

/**
 * An event of Trino's HTTP event listener about a query, as far as it is recorded. Trino gives it no type: the end of a query has statistics, its
 * creation has none. The names are Trino's.
 */
const queryEvent = z.object({
  createTime: moment,
  endTime: moment,
  context: z.object({
    user: name,
    originalUser: maybe(name),
    principal: text,
    groups: list(fit),
    remoteClientAddress: text,
    userAgent: text,
    source: text,
    clientInfo: text,
    clientTags: list(fit),
    traceToken: text,
    catalog: text,
    schema: text,
    environment: text,
    serverVersion: text,
    queryType: text,
  }),
  metadata: z.object({
    queryId: z.string().min(1).transform(fitName),
    query: text,
    preparedQuery: text,
    updateType: text,
    queryState: text,
    tables: list(readTable),
  }),
  statistics: maybe(
    z.object({
      outputRows: count,
      outputBytes: count,
      writtenRows: count,
      writtenBytes: count,
      wallTime: number,
      cpuTime: number,
    }),
  ),
  ioMetadata: maybe(z.object({ inputs: list(input), output: maybe(output) })),
  failureInfo: maybe(z.object({ errorCode: maybe(z.object({ name: fit })), failureMessage: text })),
});
/** @see queryEvent */
export type QueryEvent = z.output<typeof queryEvent>;

/** What is never read of an event: plans and statistics of operators, of which an event mostly consists. */
export const droppedFields: ReadonlySet<string> = new Set([
  ...['plan', 'jsonPlan', 'payload', 'planNodeStatsAndCosts', 'operatorSummaries', 'failuresJson'],
  ...['optimizerRulesSummaries', 'stageGcStatistics', 'cpuTimeDistribution', 'outputBufferUtilization'],
  ...['outputBufferMetrics', 'taskStatistics', 'dynamicFilterDomainStatistics', 'connectorMetrics'],
  ...['connectorOutputMetadata', 'resourceEstimates', 'sessionProperties'],
]);

/** What the body of a request turned out to be. */
export type ReadEvent =
  | { readonly kind: 'query'; readonly event: QueryEvent }
  /** An event about a split. scrim's files do not turn these on. */
  | { readonly kind: 'split' }
  | { readonly kind: 'unreadable'; readonly because: string };

/** Reads an event. @param json without the dropped fields */
export function readQueryEvent(json: string): ReadEvent {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { kind: 'unreadable', because: 'it is not JSON' };
  }
  if (typeof value === 'object' && value !== null && 'stageId' in value) return { kind: 'split' };
  const read = queryEvent.safeParse(value);
  if (read.success) return { kind: 'query', event: read.data };
  const [problem] = read.error.issues;
  return {
    kind: 'unreadable',
    because: `${problem?.path.join('.') ?? ''}: ${problem?.message ?? 'unknown problem'}`,
  };
}
