import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/**
 * Indexes to find data sources by schema and by tag, and acknowledgements by user. `tag_reach` returns
 * every tag by which a data source can be found: its own tags, those of its columns, and all of their parents.
 */
export const reach: Migration = {
  async up(db: Kysely<never>) {
    await sql`
      create function tag_reach(doc jsonb) returns text[]
      language sql immutable parallel safe
      return (
        select coalesce(array_agg(distinct array_to_string(parts[1:depth], '.')), '{}')
        from (
          select string_to_array(tag, '.') as parts
          from (
            select jsonb_array_elements_text(doc -> 'tags')
            union
            select jsonb_array_elements_text(col -> 'tags') from jsonb_array_elements(doc -> 'columns') as col
          ) as tags (tag)
        ) as split, generate_series(1, cardinality(parts)) as depth
      )`.execute(db);
    await sql`create index data_source_by_tag on object using gin (tag_reach(doc)) where kind = 'dataSource'`.execute(
      db,
    );
    await sql`create index data_source_by_schema on object ((doc ->> 'schema')) where kind = 'dataSource'`.execute(
      db,
    );
    await sql`create index acknowledgement_by_user on object ((doc ->> 'user')) where kind = 'acknowledgement'`.execute(
      db,
    );
  },
};
