let server: string | undefined;

/** From now on, statements of this test file run on another Trino than the live one. */
export const askServer = (url: string): void => {
  server = url;
};

/** The other Trino; undefined while it is the live one. */
export const askedServer = (): string | undefined => server;
