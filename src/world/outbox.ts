import type { Changed } from './world-store.js';

/** One change of the world, with its effect on every object. */
export interface Change {
  /** The revision of the world after the change. Each change has its own revision, in the order of the changes. */
  readonly revision: number;
  readonly at: Date;
  readonly actor: string;
  readonly entries: readonly Changed[];
}

/** Delivers every change of the world to each consumer, in order and at least once. Implemented by `store/`. */
export interface Outbox {
  /** Registers a consumer, unless it is registered already. It gets all past changes, or only those from now on. */
  register(consumer: string, from: 'start' | 'now'): Promise<void>;
  /** Removes a consumer. */
  remove(consumer: string): Promise<void>;
  /**
   * Acquires or renews the lease of a consumer, so that one process at a time delivers to it.
   * @param holder the process that takes the lease: a name that no other process has
   * @param seconds after which the lease expires if the holder does not renew it
   * @returns false if another process has the lease, or there is no such consumer
   */
  take(consumer: string, holder: string, seconds: number): Promise<boolean>;
  /**
   * The next changes that have not been delivered to the consumer.
   * @param limit entries of changes; the next change is whole, however many it has
   */
  read(consumer: string, limit: number): Promise<readonly Change[]>;
  /**
   * Records that all changes up to a revision were delivered.
   * @throws Refusal `conflict` if the holder has lost the lease: another process may be delivering the same changes
   */
  advance(consumer: string, holder: string, revision: number): Promise<void>;
  /** Releases the lease. */
  release(consumer: string, holder: string): Promise<void>;
  /** The progress of each consumer. */
  consumers(): Promise<readonly { readonly consumer: string; readonly revision: number }[]>;
}
