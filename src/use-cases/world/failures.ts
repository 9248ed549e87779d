import { countOf, firstProblems, inputBounds, shortMessage } from '../../base/input.js';
import type { InputProblem } from '../../base/input.js';
import { Refusal } from '../../base/refusal.js';

/** One error in the input. */
export interface Fault extends Pick<InputProblem, 'path' | 'message' | 'more'> {
  /** The line, from 1, if the input consists of lines. */
  readonly line?: number | undefined;
}

/** An object that cannot be written, with its errors: as many as can be reported, and the number of the others. */
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

/** Refuses input that has errors. @throws FaultyObject */
export function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new FaultyObject(faults);
}

/** Another object that prevents a removal. */
export interface Referrer {
  readonly kind: string;
  readonly key: string;
  readonly message: string;
}

/** An object that cannot be removed while others refer to it. */
export class StillReferred extends Refusal {
  /** As many of them as can be reported. */
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

/** A write that does not name the version of the object that it is meant for, or names one that is no longer current. */
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
