import type { Command } from 'commander';

import { connectCluster } from '../redshift/connect-cluster.js';
import { diagnose } from '../redshift/doctor.js';
import type { Finding } from '../redshift/finding.js';
import type { CliContext } from './context.js';
import { doctorOf } from './doctor.js';
import { redshiftConfigOf, redshiftDesiredOf, withRedshift } from './redshift-options.js';
import type { Connect, RedshiftOptions } from './redshift-options.js';
import { storeOption } from './store-option.js';

/** `scrim doctor redshift`: whether people can reach data past their views. */
export function registerDoctorRedshift(
  program: Command,
  context: CliContext,
  connect: Connect = connectCluster,
): void {
  doctorOf(program)
    .command('redshift')
    .description(
      'look in the catalogs of a cluster for ways past the views, and for what is in the way of pushes; fails when there is one',
    )
    .option('--config <file>', 'configuration of the cluster (YAML or JSON)')
    .option('--database <name>', 'the database that people connect to (default: that of the connection)')
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .action(async (options: RedshiftOptions & { readonly json?: true }, command: Command) => {
      const config = await redshiftConfigOf(options);
      const { desired, database } = await redshiftDesiredOf(command, config, options);
      await withRedshift(context, config, connect, async (cluster) => {
        const diagnosis = await diagnose(cluster, desired, config, database);
        const { findings, notes, people, rawTables } = diagnosis;
        if (findings.length > 0) context.fail();
        if (options.json) {
          context.out(`${JSON.stringify(diagnosis, undefined, 2)}\n`);
          return;
        }
        context.out(notes.map((note) => `- ${note}\n`).join(''));
        context.out(
          findings.length === 0
            ? `${people} people reach none of ${rawTables} raw tables and none of scrim's own\n`
            : `${findings.map(told).join('')}${findings.length} findings\n`,
        );
      });
    });
}

const told = ({ what, mend }: Finding): string =>
  `! ${what}\n${mend.map((statement) => `    ${statement}\n`).join('')}`;
