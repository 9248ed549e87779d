import Sequencer from '@jest/test-sequencer';

/**
 * Runs test files in the order of their paths. They share one Trino, and Jest's own order differs between machines: it follows
 * how long each file took the last time.
 */
// eslint-disable-next-line import-x/no-default-export -- Jest takes a sequencer by its default export
export default class extends Sequencer {
  sort(tests) {
    return tests.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  }
}
