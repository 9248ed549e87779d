/** Removes what the setup left for the run. */
// eslint-disable-next-line import-x/no-default-export -- Jest calls a global tear-down by its default export
export default async function tearDown() {
  await globalThis.scrimTemplate();
}
