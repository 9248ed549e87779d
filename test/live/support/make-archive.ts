import { createArchive } from '../../../src/audit/archive/archive.js';
import type { Archive } from '../../../src/audit/archive/archive.js';
import type { ArchivePlace } from '../../../src/audit/archive/statements.js';
import { print } from '../../../src/sql/print/print.js';
import { connectTrino, connectTrinoInPages } from '../../../src/trino/connect-trino.js';
import { live } from './live.js';
import { runAs } from './run-as.js';

/** An archive in a schema of the live Trino that it makes. */
export async function makeArchive(place: ArchivePlace): Promise<Archive> {
  const { url, administrator } = live();
  const login = { server: url, user: administrator };
  await runAs(administrator, `CREATE SCHEMA ${place.catalog}.${place.schema}`);
  return createArchive({
    ask: connectTrino(login, (statement) => print(statement, 'trino')),
    askInPages: connectTrinoInPages(login, (statement) => print(statement, 'trino')),
    place,
  });
}
