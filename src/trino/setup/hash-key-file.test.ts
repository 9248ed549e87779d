import { expect, it } from '@jest/globals';

import { hashKeyFile } from './hash-key-file.js';

it('holds the statements, and says what to do with them', () => {
  expect(hashKeyFile(['vault', 'My Schema', 'hash_key'], "a'b", 'scrim_owner')).toBe(
    `-- Creates the one-row table with the key of hash masks. Does nothing if the table exists.
-- Run it as a user who may write to the catalog 'vault', then delete this file: somebody who knows the key can
-- find hashed values by trying. The rules beside this file let only 'scrim_owner' read the table.
CREATE SCHEMA IF NOT EXISTS vault."My Schema";

CREATE TABLE IF NOT EXISTS vault."My Schema".hash_key AS SELECT 'a''b' AS key;
`,
  );
});
