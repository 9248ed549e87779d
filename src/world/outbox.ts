import type { Changed } from './world-store.js';

/** One change of the world, with all that it did. */
export interface Change {
  /** The revision of the world that it made; each change has its own, and they are made in this order. */
  readonly revision: number;
  readonly at: Date;
  readonly actor: string;
  readonly entries: readonly Changed[];
}

/** Hands every change of the world to each consumer, in order and at least once. Implemented by `store/`. */
export interface Outbox {
  /** Makes a consumer known, unless it is: it is handed all changes there ever were, or those from now on. */
  register(consumer: string, from: 'start' | 'now'): Promise<void>;
  /** Forgets a consumer. */
  remove(consumer: string): Promise<void>;
  /**
   * Takes or keeps a consumer's place, so that one process at a time delivers to it.
   * @param holder whoever takes it: a name that no other process has
   * @param seconds after which it is free again, should the holder not come back
   * @returns false when another holds it, or there is no such consumer
   */
  take(consumer: string, holder: string, seconds: number): Promise<boolean>;
  /**
   * The next changes that the consumer has not been handed.
   * @param limit entries of changes; the next change is whole, however many it has
   */
  read(consumer: string, limit: number): Promise<readonly Change[]>;
  /**
   * Notes that all changes up to a revision were handed over.
   * @throws Refusal `conflict` when the holder has lost its place: another may be handing over the same changes
   */
  advance(consumer: string, holder: string, revision: number): Promise<void>;
  /** Gives the place up. */
  release(consumer: string, holder: string): Promise<void>;
  /** How far each consumer is. */
  consumers(): Promise<readonly { readonly consumer: string; readonly revision: number }[]>;
}
