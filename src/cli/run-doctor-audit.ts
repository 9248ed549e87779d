import { Refusal } from '../base/refusal.js';
import { readConfig } from '../config/read-config.js';
import { readRedshiftConfig } from '../config/read-redshift-config.js';
import { openOperations } from '../serve/open-operations.js';
import type { CheckedAudit } from '../use-cases/audit/audit-health.js';
import type { CliContext } from './context.js';
import { asJson } from './json-option.js';

/** The options of `scrim doctor audit`. */
export interface DoctorAuditOptions {
  readonly config?: string;
  readonly store?: string;
  readonly days: string;
  readonly json?: true;
}

/** Checks what is on record, and prints it. If something is missing, the command fails. */
export async function runDoctorAudit(context: CliContext, options: DoctorAuditOptions): Promise<void> {
  const days = Number(options.days);
  if (!Number.isInteger(days) || days < 1 || days > 3_650) {
    throw new Refusal(
      'invalid',
      `--days: expected a whole number from 1 to 3650, but found '${options.days}'`,
    );
  }
  const { config } = await readConfig({
    ...{ file: options.config, env: context.env },
    ...(options.store !== undefined && { flags: { '--store': options.store } }),
  });
  const { connection, history: of } = await readRedshiftConfig(config.redshiftFile);
  const history = connection !== undefined && of.enabled ? of.name : undefined;
  const { operations, close } = await openOperations(config.store, { asking: true });
  try {
    const clusters = config.audit.clusters.map(({ name }) => name);
    const checked = await operations.auditHealth({ clusters, history, days });
    if (checked.findings.length > 0) context.fail();
    context.out(options.json ? asJson(checked) : formatAudit(checked));
  } finally {
    await close();
  }
}

function formatAudit({ clusters, decisions, months, findings, since }: CheckedAudit): string {
  return [
    ...clusters.map(
      ({ cluster, first, last, queries, endless }) =>
        `  cluster ${cluster}: queries from ${first} to ${last}; ${queries} since ${since}${endless === 0 ? '' : `, ${endless} without an end`}`,
    ),
    decisions === null ? '  decisions: none' : `  decisions: from ${decisions.first} to ${decisions.last}`,
    ...months.map(
      ({ month, decisions: made, queries, bytes }) =>
        `  ${month}: ${made} decisions and ${queries} queries, ${(bytes / 1_048_576).toFixed(1)} MiB`,
    ),
    ...findings.map(({ what, mend }) => `! ${what}\n    ${mend}`),
    findings.length === 0 ? 'nothing is missing, and there is no alarm' : `${findings.length} findings`,
    '',
  ].join('\n');
}
