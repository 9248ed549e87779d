/** What the view path is compared with. */
export const createRecorder = () => ({
  record: () => Promise.resolve(),
  flush: () => Promise.resolve(),
  waiting: () => 0,
});
