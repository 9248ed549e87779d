import { jest } from '@jest/globals';

// A first query makes Trino load its planner; five seconds are not enough on a small machine.
jest.setTimeout(120_000);
