import { jest } from '@jest/globals';
import fc from 'fast-check';

import { seed } from './seed.js';

// A store or a first query of Trino takes seconds to start, and many times that on a small machine that does much else: no test is
// about how long it takes, so that time only ends what hangs.
jest.setTimeout(900_000);

// On CI properties are tried with the same values each time, so that a change is judged by what it changes; elsewhere with new ones.
if (process.env['CI'] !== undefined) fc.configureGlobal({ seed });
