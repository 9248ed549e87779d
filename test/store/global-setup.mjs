import { register } from 'node:module';

/** Starts the one PostgreSQL of the run. Jest does not transform what a global set-up imports, so that the loader does. */
// eslint-disable-next-line import-x/no-default-export -- Jest calls a global set-up by its default export
export default async function setUp() {
  register('../live/support/typescript-loader.mjs', import.meta.url);
  const { startSharedServer } = await import('./support/shared-server.ts');
  await startSharedServer();
}
