import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

import { Refusal } from '../base/refusal.js';
import type { MemoryUse } from '../base/memory-use.js';
import type { FinishedRequest } from '../http/around/observe-requests.js';
import type { ClosedReason, FinishedOpaRequest } from '../http/opa/listener.js';
import type { Decision } from '../policy/decision.js';
import type { MemoryName } from '../use-cases/create-ports.js';

/** The caches whose use is counted. */
type CacheName = 'views' | 'answers' | 'derived' | 'world';

/** The metrics of scrim. Every label has few values, so no label contains a user or the name of a view. */
export interface Metrics {
  readonly registry: Registry;
  request(finished: FinishedRequest): void;
  decided(kind: Decision['kind']): void;
  lookedUp(cache: CacheName, count?: number): void;
  missed(cache: CacheName, count?: number): void;
  /** A query on the world; each one needs the revision. */
  asked(): void;
  revisionRead(): void;
  storeFailed(operation: string): void;
  /** Tells how much the memories hold, each time that the metrics are read. */
  memory(inMemory: () => Readonly<Record<MemoryName, MemoryUse>>): void;
  /** A question of Trino's access control that was answered. */
  asksOpa(finished: FinishedOpaRequest): void;
  /** A question that got the answer that shows nothing, and why. */
  closedOpa(question: Pick<FinishedOpaRequest, 'cluster' | 'endpoint'>, reason: ClosedReason): void;
  tokenIssued(grant: string): void;
  tokenRefused(grant: string, error: unknown): void;
}

/** Seconds. A view takes about a millisecond from memory, and tens of milliseconds from a remote store. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];

/** Seconds. Trino asks one question after the other, so that each tenth of a millisecond counts. */
const opaBuckets = [0.0001, 0.00025, 0.0005, ...buckets];

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Maximum number of different routes in labels. Routes are patterns in the program, so this is only a safeguard. */
const mostRoutes = 300;

/** @see Metrics */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
    new Counter({ name: `scrim_${name}_total`, help, labelNames: [...labelNames], registers });
  const requests = new Histogram({
    name: 'scrim_http_request_duration_seconds',
    help: 'Time from the headers of a request to the end of the response',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers,
  });
  const questionsOfOpa = new Histogram({
    name: 'scrim_opa_request_duration_seconds',
    help: "Time from the headers of a question of Trino's access control to the end of the answer",
    labelNames: ['cluster', 'endpoint', 'status'],
    buckets: opaBuckets,
    registers,
  });
  const closedByFailure = counter('opa_closed_answers', 'Questions of access control answered with nothing', [
    'cluster',
    'endpoint',
    'reason',
  ]);
  const decisions = counter('decisions', 'Decisions about a view, by result', ['result']);
  /** A counter that is added to much more often than it is read. */
  const tally = <K extends string>(name: string, help: string, label?: string) => {
    const counts = new Map<K, number>();
    new Counter({
      ...{ name: `scrim_${name}_total`, help, labelNames: label === undefined ? [] : [label], registers },
      collect() {
        this.reset();
        for (const [of, count] of counts) this.inc(label === undefined ? {} : { [label]: of }, count);
      },
    });
    return {
      add: (of: K, count: number): void => {
        counts.set(of, (counts.get(of) ?? 0) + count);
      },
      count: (of: K): number => counts.get(of) ?? 0,
    };
  };
  const lookups = tally<CacheName>('cache_lookups', 'Cache look-ups', 'cache');
  const misses = tally<CacheName>('cache_misses', 'Cache look-ups that found nothing', 'cache');
  const questions = tally('world_questions', 'Queries of the world');
  const reads = tally('revision_reads', "Reads of the world's revision from the store");
  const failures = counter('store_errors', 'Failures of the store', ['operation']);
  const issued = counter('tokens_issued', 'Tokens issued', ['grant']);
  const refused = counter('tokens_refused', 'Token requests refused', ['grant', 'reason']);
  new Counter({
    name: 'scrim_revision_reads_coalesced_total',
    help: 'Queries of the world that shared a read of the revision',
    registers,
    collect() {
      this.reset();
      this.inc(Math.max(0, questions.count('all') - reads.count('all')));
    },
  });
  const routes = new Set<string>();
  const bounded = (route: string): string => {
    if (routes.size < mostRoutes) routes.add(route);
    return routes.has(route) ? route : 'other';
  };
  return {
    registry,
    request: ({ method, route, status, seconds }) => {
      const labels = { method: methods.has(method) ? method : 'other', route: bounded(route), status };
      requests.observe(labels, seconds);
    },
    decided: (result) => {
      decisions.inc({ result });
    },
    lookedUp: (cache, count = 1) => {
      lookups.add(cache, count);
    },
    missed: (cache, count = 1) => {
      misses.add(cache, count);
    },
    asked: () => {
      questions.add('all', 1);
    },
    revisionRead: () => {
      reads.add('all', 1);
    },
    storeFailed: (operation) => {
      failures.inc({ operation });
    },
    memory: (inMemory) => {
      const gauge = (name: string, help: string, of: (use: MemoryUse) => number): Gauge =>
        new Gauge({
          ...{ name: `scrim_cache_${name}`, help, labelNames: ['cache'], registers },
          collect() {
            for (const [cache, use] of Object.entries(inMemory())) this.set({ cache }, of(use));
          },
        });
      gauge('bytes', 'Bytes that a cache holds, roughly', ({ bytes }) => bytes);
      gauge('limit_bytes', 'Bytes that a cache may hold', ({ most }) => most);
    },
    asksOpa: ({ cluster = 'unknown', endpoint = 'unknown', status, seconds }) => {
      questionsOfOpa.observe({ cluster, endpoint, status }, seconds);
    },
    closedOpa: ({ cluster = 'unknown', endpoint = 'unknown' }, reason) => {
      closedByFailure.inc({ cluster, endpoint, reason });
    },
    tokenIssued: (grant) => {
      issued.inc({ grant: known(grant) });
    },
    tokenRefused: (grant, error) => {
      refused.inc({ grant: known(grant), reason: error instanceof Refusal ? error.kind : 'failure' });
    },
  };
}

const grants: Readonly<Record<string, string>> = {
  client_credentials: 'client_credentials',
  'urn:ietf:params:oauth:grant-type:token-exchange': 'token_exchange',
};
const known = (grant: string): string =>
  Object.hasOwn(grants, grant) ? (grants[grant] ?? 'other') : 'other';
