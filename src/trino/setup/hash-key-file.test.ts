import { expect, it } from '@jest/globals';

import { hashKeyFile } from './hash-key-file.js';

it('holds the statements, and says what to do with them', () => {
  expect(hashKeyFile(['vault', 'My Schema', 'hash_key'], "a'b", 'scrim_owner')).toBe(
    `-- Makes the one-row table that holds the key of hash masks, and does nothing where it is there already.
-- Run it as somebody who may write to the catalog 'vault', and delete it then: whoever knows the key can find
-- out what was hashed by trying. Only 'scrim_owner' may read the table; the rules beside this file see to that.
CREATE SCHEMA IF NOT EXISTS vault."My Schema";

CREATE TABLE IF NOT EXISTS vault."My Schema".hash_key AS SELECT 'a''b' AS key;
`,
  );
});
