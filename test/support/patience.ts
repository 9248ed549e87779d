import { jest } from '@jest/globals';

// A store or a first query of Trino takes seconds to start, and many times that on a small machine that does much else: no test is
// about how long it takes, so that time only ends what hangs.
jest.setTimeout(300_000);
