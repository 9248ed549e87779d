import { Option } from 'commander';
import type { Command } from 'commander';

import { Refusal } from '../../base/refusal.js';
import { pointOf } from '../read-time.js';
import { configOption } from '../store-option.js';

/** The options of every list of records. */
export interface RecordOptions {
  readonly since?: string;
  readonly until?: string;
  readonly limit: string;
  readonly json?: true;
  readonly csv?: true;
  readonly follow?: true;
  readonly recent?: true;
}

/** Adds the options of every list of records to a command. */
export const withRecordOptions = (command: Command): Command =>
  command
    .option('--since <time>', 'only what happened since then, such as 2026-12-01, 2026-12-01T09:00:00Z or 7d')
    .option('--until <time>', 'only what happened before then')
    .option('--limit <count>', 'maximum number of records, of which the newest are printed', '100')
    .addOption(new Option('--json', 'print one JSON object a line').conflicts('csv'))
    .option('--csv', 'print CSV, for a spreadsheet')
    .addOption(
      new Option('--follow', 'go on to print what happens, until you interrupt it').conflicts('until'),
    );

/** Adds the options of a list of records that the archive has a part of. */
export const withArchiveOptions = (
  command: Command,
  recent = 'only records that were not moved to the archive; --follow shows no others',
): Command => command.option('--recent', recent).addOption(configOption());

const units: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };

/**
 * Reads a time of an option: a date means its beginning in UTC, and `7d`, `24h` or `30m` so long before now.
 * @throws Refusal `invalid`
 */
export async function readTime(
  option: string,
  text: string | undefined,
  now = new Date(),
): Promise<string | undefined> {
  if (text === undefined) return undefined;
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) {
    return new Date(now.getTime() - Number(count) * (units[unit] ?? 0) * 1_000).toISOString();
  }
  const at = await pointOf(text);
  if (at !== undefined) return at;
  throw new Refusal(
    'invalid',
    `${option}: expected a date, a time with its zone, or so long before now, such as 2026-12-01, 2026-12-01T09:00:00Z or 7d, but found '${text}'`,
  );
}

/** Reads `--limit`. @throws Refusal `invalid` */
export function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100_000) return limit;
  throw new Refusal('invalid', `--limit: expected a whole number from 1 to 100000, but found '${text}'`);
}
