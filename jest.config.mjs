import process from 'node:process';

const patience = '<rootDir>/test/support/patience.ts';

const shared = {
  setupFilesAfterEnv: [patience],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};

/**
 * Four projects: `unit` needs nothing but Node; `store` runs what rests on the store, and what the store promises, on a real
 * PostgreSQL; `redshift` runs what is sent to Redshift on a PostgreSQL that stands in for it; `live` needs a real Trino.
 */
export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/unit/**/*.test.ts'],
      testEnvironment: '<rootDir>/test/support/database-environment.mjs',
      globalSetup: '<rootDir>/test/unit/global-setup.mjs',
      globalTeardown: '<rootDir>/test/unit/global-teardown.mjs',
      setupFilesAfterEnv: [patience, '<rootDir>/test/support/copied-database.ts'],
    },
    {
      ...shared,
      displayName: 'store',
      testMatch: [
        '<rootDir>/src/store/**/*.test.ts',
        // HTTP asks the store for nothing that use cases do not.
        `<rootDir>/test/unit/{${process.env.SCRIM_THOROUGH === undefined ? '' : 'http,'}use-cases,world}/**/*.test.ts`,
        '<rootDir>/test/store/**/*.test.ts',
      ],
      // What is the same on either engine.
      testPathIgnorePatterns: ['/src/store/(folder-lock|pglite-folder|unreachable)\\.test\\.ts$'],
      globalSetup: '<rootDir>/test/store/global-setup.mjs',
      globalTeardown: '<rootDir>/test/store/global-teardown.mjs',
      setupFilesAfterEnv: [patience, '<rootDir>/test/store/support/on-postgres.ts'],
    },
    {
      ...shared,
      displayName: 'redshift',
      testMatch: ['<rootDir>/test/redshift/**/*.test.ts'],
    },
    {
      ...shared,
      displayName: 'live',
      testMatch: ['<rootDir>/test/live/**/*.test.ts'],
      globalSetup: '<rootDir>/test/live/global-setup.mjs',
      globalTeardown: '<rootDir>/test/live/global-teardown.mjs',
    },
  ],
};
