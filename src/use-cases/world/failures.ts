import { countOf, firstProblems, inputBounds, shortMessage } from '../../base/input.js';
import type { InputProblem } from '../../base/input.js';
import { Refusal } from '../../base/refusal.js';

/** One thing that is wrong with what was sent. */
export interface Fault extends Pick<InputProblem, 'path' | 'message' | 'more'> {
  /** Of a value sent as lines: the line, from 1. */
  readonly line?: number | undefined;
}

/** An object that cannot be written as it was sent, with what is wrong with it: so much as can be reported, and how much more there is. */
export class FaultyObject extends Refusal {
  readonly faults: readonly Fault[];

  constructor(all: readonly Fault[]) {
    const [first] = all;
    const more = all.length > 1 ? ` (and ${countOf(all) - 1} more)` : '';
    super(
      'invalid',
      first === undefined ? 'the object is not valid' : `${shortMessage(first.message)}${more}`,
    );
    this.faults = firstProblems(all.map((fault) => ({ ...fault, message: shortMessage(fault.message) })));
  }
}

/** Refuses what was sent, where anything is wrong with it. @throws FaultyObject */
export function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new FaultyObject(faults);
}

/** Another object that stands in the way of a removal. */
export interface Referrer {
  readonly kind: string;
  readonly key: string;
  readonly message: string;
}

/** An object that cannot be removed while others refer to it. */
export class StillReferred extends Refusal {
  /** As many as can be reported. */
  readonly referrers: readonly Referrer[];

  constructor(what: string, all: readonly Referrer[], hidden: number) {
    const count = all.length + hidden;
    super(
      'conflict',
      `${what} cannot be removed: ${count === 1 ? 'one object refers' : `${count} objects refer`} to it`,
    );
    this.referrers = all.slice(0, inputBounds.problems);
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
        ? `give the expected version of ${what} in If-Match: the ETag from your last read`
        : `${what} has changed since: read it again, and send its new ETag in If-Match`,
    );
  }
}
