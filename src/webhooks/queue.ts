import type { EventEntry } from './event.js';

/** An event that this process has claimed. */
export interface Claimed {
  readonly entry: EventEntry;
  /** The number of the attempt, from 1. */
  readonly attempt: number;
  /** Seconds since the first attempt. */
  readonly triedFor: number;
  /** The token of the claim. */
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

/** The state of a webhook. */
export interface WebhookStatus {
  readonly webhook: string;
  /** Number of events that wait to be sent, or to be sent again. */
  readonly pending: number;
  readonly dead: number;
  /** Seconds since the oldest change that was not sent yet; 0 if all were sent. */
  readonly lag: number;
}

/** The queue of events of each webhook. Implemented by `store/`. */
export interface WebhookQueue {
  /** Adds a webhook, unless it exists: it gets the changes from now on. */
  register(webhook: string): Promise<void>;
  /**
   * Notes that a webhook sends access by break glass.
   * @param seconds for how long this is known; 0 if it does not
   */
  sendsBreakGlass(webhook: string, seconds: number): Promise<void>;
  /** Whether a webhook sends access by break glass. */
  isBreakGlassSent(): Promise<boolean>;
  /**
   * Adds events of the next changes and alarms to the queue, each once, even if several processes do so.
   * @param choose returns the event for an object's change or an alarm (id and type), or undefined to skip it
   * @returns whether there were any
   */
  fill(
    webhook: string,
    choose: (entry: EventEntry) => { readonly id: string; readonly type: string } | undefined,
  ): Promise<boolean>;
  /**
   * Claims events that are due. Only the oldest event of each object can be claimed: the next one waits until it was sent or given up.
   * @param limit maximum number of events
   * @param lease seconds after which other processes may claim them, if no result is reported
   */
  claim(webhook: string, limit: number, lease: number): Promise<readonly Claimed[]>;
  /** Removes a sent event. Has no effect if another process has claimed it meanwhile; the same applies to the two functions below. */
  sent(webhook: string, claimed: Claimed): Promise<void>;
  /** Delays an event. */
  retry(webhook: string, claimed: Claimed, seconds: number, error: string): Promise<void>;
  /** Gives an event up. */
  bury(webhook: string, claimed: Claimed, error: string): Promise<void>;
  /** Events that were given up, the newest first, at most `limit`. */
  dead(filter: {
    readonly webhook?: string | undefined;
    readonly limit: number;
  }): Promise<readonly DeadLetter[]>;
  /**
   * Queues events again that were given up, as if they had never been tried.
   * @param filter by webhook, or by id; without a filter, all
   * @returns their number
   */
  revive(filter: {
    readonly webhook?: string | undefined;
    readonly id?: string | undefined;
  }): Promise<number>;
  /**
   * Removes a webhook with its queue.
   * @returns whether it existed
   */
  remove(webhook: string): Promise<boolean>;
  /** The state of each webhook, by name. */
  status(): Promise<readonly WebhookStatus[]>;
}
