import type { ColumnType, Generated } from 'kysely';

import type { Kind } from '../model/world.js';

type Json = ColumnType<unknown, string, string>;

/** The tables, as the migrations make them. */
export interface Database {
  /** One row: how many changes the world has seen. Its row lock puts writers in line. */
  world: { id: number; revision: number };
  /** Every object of the world as the document that the model describes; of users and groups, what providers know besides. */
  object: {
    kind: Kind;
    key: string;
    doc: Json;
    revision: number;
    id: Generated<string>;
    profile: ColumnType<unknown, string | undefined, string>;
    profile_at: Date | null;
  };
  /** Who changed the world, when. */
  change: { revision: number; at: Generated<Date>; actor: string };
  /** What each change did, object by object. */
  change_entry: { revision: number; kind: Kind; key: string; before: Json | null; after: Json | null };
  /** Keys made at run time, shared by all replicas. */
  secret: { name: string; value: string };
  api_key: ApiKeyTable;
  /** How far each consumer of changes is, and who hands them over until when. */
  outbox_cursor: {
    consumer: string;
    revision: number;
    holder: string | null;
    held_until: Date | null;
  };
  webhook_event: WebhookEventTable;
}

/** Events of webhooks that are not sent yet, or were given up (`dead_at`). */
interface WebhookEventTable {
  webhook: string;
  kind: Kind;
  key: string;
  revision: number;
  id: string;
  type: string;
  attempts: Generated<number>;
  /** When it was first tried, and from when on it may be tried again. */
  first_at: Date | null;
  due_at: Generated<Date>;
  /** Who sends it now, and until when nobody else does. */
  claim: string | null;
  claimed_until: Date | null;
  error: string | null;
  dead_at: Date | null;
}

/** The keys of the API, hashed. */
export interface ApiKeyTable {
  id: string;
  name: string;
  hash: string;
  roles: Json;
  /** The user's name when the key was made. */
  acts_as: string | null;
  /** The lasting id of that user; null for one who was not there any more when the store learned of ids. */
  user_id: string | null;
  created_at: Date;
  created_by: string;
  expires: Date | null;
  revoked_at: Date | null;
  last_used: string | null;
}
