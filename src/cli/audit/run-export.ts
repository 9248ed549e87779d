import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';

import { exportPosition } from '../../audit/export-position.js';
import type { ExportPosition } from '../../audit/export-position.js';
import type { ExportFormat } from '../../audit/exported-record.js';
import { Refusal } from '../../base/refusal.js';
import { exportOn } from '../../serve/export/export-on.js';
import { lineFile } from '../../serve/export/line-file.js';
import { lineOutput } from '../../serve/export/line-output.js';
import type { CliContext } from '../context.js';
import { askOperations } from '../store-option.js';
import { readTime } from './options.js';

/** The options of `scrim audit export`. */
export interface ExportOptions {
  readonly format: ExportFormat;
  readonly since?: string;
  readonly until?: string;
  readonly follow?: true;
  readonly output?: string;
  readonly rotateSize?: string;
  readonly rotateEvery?: string;
  readonly keep?: number;
}

/**
 * Exports what is on record. An export to a file without a time goes on where the last one ended.
 * @throws Refusal
 */
export async function runAuditExport(
  command: Command,
  { out, signal }: Pick<CliContext, 'out' | 'signal'>,
  options: ExportOptions,
): Promise<void> {
  const { format, follow = false, output } = options;
  const since = await readTime('--since', options.since);
  const until = await readTime('--until', options.until);
  const rotation = {
    size: readUnits('--rotate-size', options.rotateSize, sizes, 'MB'),
    seconds: readUnits('--rotate-every', options.rotateEvery, times, 'h'),
    keep: options.keep,
  };
  const rotates = Object.values(rotation).some((value) => value !== undefined);
  if (output === undefined && rotates) {
    throw new Refusal('invalid', '--rotate-size, --rotate-every and --keep need --output FILE');
  }
  const goesOn = output !== undefined && since === undefined && until === undefined;
  const place = `${output ?? ''}.position`;
  const sink = output === undefined ? lineOutput(out) : lineFile(output, rotation);
  let stored = '';
  try {
    await askOperations(command, async (operations) => {
      await exportOn(
        {
          read: (after) => operations.exportRecords({ after, since, until }),
          ...{ format, sink, follow, signal },
          onPosition: async (position) => {
            const text = JSON.stringify(position);
            if (!goesOn || text === stored) return;
            // A crash leaves the old position or the new one.
            await writeFile(`${place}.new`, `${text}\n`);
            await rename(`${place}.new`, place);
            stored = text;
          },
        },
        goesOn ? await readPosition(place) : undefined,
      );
    });
  } finally {
    await sink.close();
  }
}

/** @throws Refusal `invalid` if the file is no position */
async function readPosition(place: string): Promise<ExportPosition | undefined> {
  let text: string;
  try {
    text = await readFile(place, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return exportPosition.parse(JSON.parse(text));
  } catch {
    throw new Refusal(
      'invalid',
      `${place} has no position of an export: remove it to export all records again`,
    );
  }
}

const sizes: Readonly<Record<string, number>> = { '': 1, KB: 1e3, MB: 1e6, GB: 1e9 };
const times: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Reads a positive whole number with a unit. @throws Refusal `invalid` */
function readUnits(
  option: string,
  text: string | undefined,
  units: Readonly<Record<string, number>>,
  example: string,
): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ''] = /^([1-9]\d{0,8})([A-Za-z]*)$/.exec(text) ?? [];
  const of = units[unit];
  if (count !== undefined && of !== undefined) return Number(count) * of;
  throw new Refusal(
    'invalid',
    `${option}: expected a positive number such as 10${example}, but found '${text}'`,
  );
}
