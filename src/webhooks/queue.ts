import type { ChangeEntry } from './event.js';

/** An event that this process alone sends for now. */
export interface Claimed {
  readonly entry: ChangeEntry;
  /** Which attempt this is: the first is 1. */
  readonly attempt: number;
  /** Seconds since the first attempt. */
  readonly triedFor: number;
  /** What proves the claim. */
  readonly claim: string;
}

/** An event that was given up. */
export interface DeadLetter {
  readonly id: string;
  readonly webhook: string;
  readonly type: string;
  readonly revision: number;
  readonly key: string;
  readonly attempts: number;
  readonly error: string;
  /** ISO 8601. */
  readonly deadAt: string;
}

/** How a webhook fares. */
export interface WebhookStatus {
  readonly webhook: string;
  /** Events that wait to be sent, or to be sent again. */
  readonly pending: number;
  readonly dead: number;
  /** Seconds since the oldest change that is not yet sent; 0 when all are. */
  readonly lag: number;
}

/** The events of each webhook that are not sent yet. Implemented by `store/`. */
export interface WebhookQueue {
  /** Makes a webhook known, unless it is: it gets what changes from now on. */
  register(webhook: string): Promise<void>;
  /**
   * Takes events of the next changes into the queue, each once, whoever else does the same.
   * @param choose gives the event of an object's change: its id and type, or undefined when it is not wanted
   * @returns whether there were changes
   */
  fill(
    webhook: string,
    choose: (entry: ChangeEntry) => { readonly id: string; readonly type: string } | undefined,
  ): Promise<boolean>;
  /**
   * Claims events that are due. Of each object only the oldest can be: the next one waits until it is sent or given up.
   * @param limit events
   * @param lease seconds until others may claim them, should nobody say what became of them
   */
  claim(webhook: string, limit: number, lease: number): Promise<readonly Claimed[]>;
  /** Takes a sent event out. Without effect when the claim is another's by now, as with the two below. */
  sent(webhook: string, claimed: Claimed): Promise<void>;
  /** Puts an event off. */
  retry(webhook: string, claimed: Claimed, seconds: number, error: string): Promise<void>;
  /** Gives an event up. */
  bury(webhook: string, claimed: Claimed, error: string): Promise<void>;
  /** What was given up, the newest first, no more than `limit`. */
  dead(filter: {
    readonly webhook?: string | undefined;
    readonly limit: number;
  }): Promise<readonly DeadLetter[]>;
  /**
   * Has events sent again that were given up, as if they had never been tried.
   * @param filter those of a webhook, or with an id; without either, all
   * @returns how many
   */
  revive(filter: {
    readonly webhook?: string | undefined;
    readonly id?: string | undefined;
  }): Promise<number>;
  /**
   * Forgets a webhook with all that waits for it.
   * @returns whether it was known
   */
  remove(webhook: string): Promise<boolean>;
  /** How each known webhook fares, by name. */
  status(): Promise<readonly WebhookStatus[]>;
}
