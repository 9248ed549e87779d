import type { ExportedRecord, ExportFormat } from './exported-record.js';
import { ocsfOf } from './ocsf.js';

/** A record as a line of an export: JSON without line breaks. */
export const formatRecord = (record: ExportedRecord, format: ExportFormat): string =>
  JSON.stringify(format === 'ocsf' ? ocsfOf(record) : record);
