import { Refusal } from '../base/refusal.js';
import type { TokenRequest, TokenResponse } from '../identity/grant.js';
import type { Ports } from '../use-cases/views/ports.js';
import type { Derive } from '../world/derive.js';
import type { Look } from '../world/look.js';
import type { Remember } from '../world/remembered-answers.js';
import type { WorldStore } from '../world/world-store.js';
import type { Metrics } from './metrics.js';

/** A store whose reads and failures are counted. */
export function measureStore<S extends WorldStore>(store: S, metrics: Metrics): S {
  const counted =
    <A extends readonly unknown[], R>(operation: string, work: (...given: A) => Promise<R>) =>
    (...given: A): Promise<R> =>
      work(...given).catch((error: unknown) => {
        if (!(error instanceof Refusal) || error.kind === 'unavailable') metrics.storeFailed(operation);
        throw error;
      });
  const snapshot: WorldStore['snapshot'] = (work) => counted('snapshot', () => store.snapshot(work))();
  const change: WorldStore['change'] = (actor, work) => counted('change', () => store.change(actor, work))();
  return {
    ...store,
    revision: counted('revision', () => {
      metrics.revisionRead();
      return store.revision();
    }),
    read: counted('read', (since: number, wanted: Parameters<WorldStore['read']>[1]) => {
      metrics.missed('world', wanted.length);
      return store.read(since, wanted);
    }),
    alike: counted('alike', (by: Parameters<WorldStore['alike']>[0]) => store.alike(by)),
    snapshot,
    change,
  };
}

/** Ports whose queries, caches and decisions are counted. */
export function measurePorts(ports: Ports, metrics: Metrics): Ports {
  const compiled = new WeakSet<object>();
  return {
    ...ports,
    world: {
      ...ports.world,
      async ask(question) {
        metrics.asked();
        // Counted here first: a list looks up hundreds of things, and a counter with labels costs more than most of them.
        let looks = 0;
        let derivations = 0;
        let recalls = 0;
        const counting =
          (look: Look): Look =>
          (entry) => {
            looks += 1;
            return look(entry);
          };
        const answer = await ports.world.ask((look, seen) => {
          const deriving =
            (derived: Derive): Derive =>
            (key, compute) => {
              derivations += 1;
              return derived(key, (inner, ...given) => {
                metrics.missed('derived');
                return compute(counting(inner), ...given);
              });
            };
          const remember: Remember = (key, at, compute) => {
            recalls += 1;
            return seen.remember(key, at, (inner, derived, then) => {
              metrics.missed('answers');
              return compute(counting(inner), deriving(derived), then);
            });
          };
          looks = 0;
          return question(counting(look), { ...seen, derive: deriving(seen.derive), remember });
        });
        if (looks > 0) metrics.lookedUp('world', looks);
        if (derivations > 0) metrics.lookedUp('derived', derivations);
        if (recalls > 0) metrics.lookedUp('answers', recalls);
        return answer;
      },
    },
    views: {
      ...ports.views,
      compile(...given) {
        const view = ports.views.compile(...given);
        metrics.lookedUp('views');
        // If the view is the same object as before, it was cached.
        if (!compiled.has(view)) metrics.missed('views');
        compiled.add(view);
        return view;
      },
    },
    async record(record) {
      // Only decisions for queries of people are counted, not those for explanations.
      if (record.for === 'view') metrics.decided(record.decision.kind);
      await ports.record(record);
    },
  };
}

/** Answers token requests, and counts them by result. */
export const measureGrant =
  (grant: (request: TokenRequest) => Promise<TokenResponse>, metrics: Metrics) =>
  async (request: TokenRequest): Promise<TokenResponse> => {
    const kind = request.form['grant_type'] ?? '';
    try {
      const response = await grant(request);
      metrics.tokenIssued(kind);
      return response;
    } catch (error) {
      metrics.tokenRefused(kind, error);
      throw error;
    }
  };
