import process from 'node:process';

// What `test/unit/test-store.ts` opens in this project.
process.env['SCRIM_TEST_ENGINE'] = 'postgres';
