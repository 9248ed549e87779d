import type { Name } from './sql-text.js';

/** The schemas of scrim's own objects. */
export interface SystemSchemas {
  /** Tables, and the view `user_profile`. */
  readonly system: string;
  /** Functions that masks use. */
  readonly functions: string;
  readonly procedures: string;
}

/** Names of the tables and the view in the system schema. */
export const tableNames = [
  'profile',
  'hash_key',
  'inventory',
  'control',
  'push_lock',
  'impersonator',
  'impersonation',
  'impersonation_log',
] as const;
/** @see tableNames */
export type TableName = (typeof tableNames)[number];

/** The view of the reader's own profile. */
export const userProfile = 'user_profile';

/** A table in the system schema. */
export const systemTable = ({ system }: SystemSchemas, name: TableName | typeof userProfile): Name => [
  system,
  name,
];
