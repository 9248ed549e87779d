import type { ColumnType, Generated } from 'kysely';

import type { Kind } from '../model/world.js';

type Json = ColumnType<unknown, string, string>;

/** The tables, as the migrations create them. */
export interface Database {
  /** One row with the number of changes of the world. Its row lock makes writers wait for each other. */
  world: { id: number; revision: number };
  /** Every object of the world as a document of the model. For users and groups also the profile of their identity provider. */
  object: {
    kind: Kind;
    key: string;
    doc: Json;
    revision: number;
    id: Generated<string>;
    profile: ColumnType<unknown, string | undefined, string>;
    profile_at: Date | null;
  };
  /** The author and time of each change. */
  change: { revision: number; at: Generated<Date>; actor: string };
  /** The objects of each change, before and after. */
  change_entry: { revision: number; kind: Kind; key: string; before: Json | null; after: Json | null };
  /** Keys that scrim created at run time, shared by all replicas. */
  secret: { name: string; value: string };
  api_key: ApiKeyTable;
  /** The position of each consumer of changes, and the holder of its lease. */
  outbox_cursor: {
    consumer: string;
    revision: number;
    holder: string | null;
    held_until: Date | null;
    /** The number of the last alarm that a webhook was given. */
    alarm: Generated<number>;
    /** Until when a webhook is known to send access by break glass. */
    break_glass_until: Generated<Date | null>;
  };
  webhook_event: WebhookEventTable;
  audit_alarm: AuditAlarmTable;
}

/** Events of webhooks that were not sent yet, or were given up (`dead_at`). */
interface WebhookEventTable {
  webhook: string;
  kind: Kind | 'alarm';
  key: string;
  /** The revision of a change, or the number of an alarm. */
  revision: number;
  id: string;
  type: string;
  attempts: Generated<number>;
  /** The time of the first attempt, and the earliest time of the next. */
  first_at: Date | null;
  due_at: Generated<Date>;
  /** The process that sends the event now, and the end of its claim. */
  claim: string | null;
  claimed_until: Date | null;
  error: string | null;
  dead_at: Date | null;
}

/** Alarms of queries, folded by cluster, user and data source. */
interface AuditAlarmTable {
  id: Generated<string>;
  /** Their order for webhooks; null while further ones are counted on it. */
  number: number | null;
  cluster: string;
  user_name: string;
  data_source: string;
  at: Date;
  last_at: Date;
  times: number;
  query_id: string;
  because: string;
  /** The revision of the world when it was first recorded. */
  revision: number;
  /** When it is numbered at the earliest. */
  due_at: Date;
}

/** The API keys, hashed. */
export interface ApiKeyTable {
  id: string;
  name: string;
  hash: string;
  roles: Json;
  /** The user's name when the key was created. */
  acts_as: string | null;
  /** The permanent id of that user; null if the user no longer existed when ids were introduced. */
  user_id: string | null;
  created_at: Date;
  created_by: string;
  expires: Date | null;
  revoked_at: Date | null;
  last_used: string | null;
}
