import { Refusal } from '../base/refusal.js';

/** One thing that is wrong with what was sent. */
export interface Fault {
  /** Keys and list positions from the whole value to the part that is wrong. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Of a value sent as lines: the line, from 1. */
  readonly line?: number | undefined;
}

/** An object that cannot be written as it was sent, with everything that is wrong with it. */
export class FaultyObject extends Refusal {
  constructor(readonly faults: readonly Fault[]) {
    const [first] = faults;
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
    super('invalid', first === undefined ? 'the object is not valid' : `${first.message}${more}`);
  }
}

/** Another object that stands in the way of a removal. */
export interface Referrer {
  readonly kind: string;
  readonly key: string;
  readonly message: string;
}

/** An object that cannot be removed while others refer to it. */
export class StillReferred extends Refusal {
  constructor(
    what: string,
    readonly referrers: readonly Referrer[],
    hidden: number,
  ) {
    const count = referrers.length + hidden;
    super(
      'conflict',
      `${what} cannot be removed: ${count === 1 ? 'one object refers' : `${count} objects refer`} to it`,
    );
  }
}

/** A write that does not say which version of the object it is meant for, or one that is not current any more. */
export class WrongVersion extends Refusal {
  constructor(
    readonly given: 'none' | 'stale',
    what: string,
  ) {
    super(
      'conflict',
      given === 'none'
        ? `say in If-Match which version of ${what} you mean: its ETag as you last read it`
        : `${what} has changed since: read it again, and send its new ETag in If-Match`,
    );
  }
}
