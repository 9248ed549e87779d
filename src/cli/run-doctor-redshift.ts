import type { Command } from 'commander';

import { connectCluster } from '../redshift/connect-cluster.js';
import { diagnose } from '../redshift/doctor.js';
import type { Finding } from '../redshift/finding.js';
import type { CliContext } from './context.js';
import { asJson } from './json-option.js';
import type { RedshiftOptions } from './redshift-options.js';
import { redshiftConfigOf, redshiftDesiredOf, withRedshift } from './with-redshift.js';
import type { Connect } from './with-redshift.js';

/** The options of `scrim doctor redshift`. */
export interface DoctorRedshiftOptions extends RedshiftOptions {
  readonly json?: true;
}

/** Looks for ways past the views, and prints them. If there is one, the command fails. */
export async function runDoctorRedshift(
  context: CliContext,
  options: DoctorRedshiftOptions,
  command: Command,
  connect: Connect = connectCluster,
): Promise<void> {
  const config = await redshiftConfigOf(options);
  const { desired, database } = await redshiftDesiredOf(command, config, options);
  await withRedshift(context, config, connect, async (cluster) => {
    const diagnosis = await diagnose(cluster, desired, config, database);
    const { findings, notes, people, rawTables } = diagnosis;
    if (findings.length > 0) context.fail();
    if (options.json) {
      context.out(asJson(diagnosis));
      return;
    }
    context.out(notes.map((note) => `- ${note}\n`).join(''));
    context.out(
      findings.length === 0
        ? `none of ${people} people can read any of ${rawTables} raw tables, or the tables of scrim\n`
        : `${findings.map(told).join('')}${findings.length} findings\n`,
    );
  });
}

const told = ({ what, mend }: Finding): string =>
  `! ${what}\n${mend.map((statement) => `    ${statement}\n`).join('')}`;
