import type { HistoryEntry } from '../world/history.js';
import type { FoundDecision, FoundQuery } from './audit-store.js';

/** A record with its times as text. */
type Written<T> = { readonly [K in keyof T]: Date extends T[K] ? Exclude<T[K], Date> | string : T[K] };

/** A record as it is exported. */
export type ExportedRecord =
  | ({ readonly record: 'decision' } & Written<FoundDecision>)
  | ({ readonly record: 'query' } & Written<FoundQuery>)
  | ({ readonly record: 'change' } & Written<HistoryEntry>);

/** The form in which records are exported: as scrim has them, or as events of OCSF. */
export const exportFormats = ['jsonl', 'ocsf'] as const;
/** @see exportFormats */
export type ExportFormat = (typeof exportFormats)[number];
