/** Ends the PostgreSQL that the set-up started; it runs in the same process, after all tests. */
// eslint-disable-next-line import-x/no-default-export -- Jest calls a global tear-down by its default export
export default async function tearDown() {
  const { stopSharedServer } = await import('./support/shared-server.ts');
  await stopSharedServer();
}
