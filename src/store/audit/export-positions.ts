import { sql } from 'kysely';
import type { Kysely } from 'kysely';

import type { ExportPosition, ExportPositions } from '../../audit/export-position.js';
import type { Database } from '../database.js';

/** How far exports are, in their table. @see ExportPositions */
export const createExportPositions = (db: Kysely<Database>): ExportPositions => ({
  async take(name, holder, seconds) {
    const { rows } = await sql<{ readonly position: ExportPosition | null }>`
      insert into audit_export as export (name, holder, held_until)
      values (${name}, ${holder}, clock_timestamp() + make_interval(secs => ${seconds}))
      on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until
        where export.holder is null or export.holder = excluded.holder or export.held_until <= clock_timestamp()
      returning position`.execute(db);
    const [taken] = rows;
    return taken === undefined ? undefined : { position: taken.position ?? undefined };
  },

  async advance(name, holder, position) {
    const { numAffectedRows } = await sql`
      update audit_export set position = ${JSON.stringify(position)}::jsonb
      where name = ${name} and holder = ${holder}`.execute(db);
    return numAffectedRows === 1n;
  },

  async release(name, holder) {
    await sql`update audit_export set holder = null, held_until = null where name = ${name} and holder = ${holder}`.execute(
      db,
    );
  },
});
