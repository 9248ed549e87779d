import type { Command } from 'commander';

import { connectTrino } from '../registration/connect-trino.js';
import { trinoSql } from '../registration/trino-sql.js';
import { print } from '../sql/print/print.js';
import { diagnoseCatalogs } from '../trino/doctor/diagnose-catalogs.js';
import type { CatalogFinding } from '../trino/doctor/diagnose-catalogs.js';
import type { CliContext } from './context.js';
import { doctorOf } from './doctor.js';
import { storeOption, withOperations } from './store-option.js';
import { readRawTables } from './trino-of-world.js';
import { loginOf, withTrinoOptions } from './trino-options.js';
import type { TrinoOptions } from './trino-options.js';

/** `scrim doctor trino`: whether the catalogs of raw tables tell of what views hide. */
export function registerDoctorTrino(program: Command, context: CliContext): void {
  withTrinoOptions(doctorOf(program).command('trino'))
    .description(
      'look how a Trino asks the catalogs of raw tables, for what people learn past their views; fails where that is hidden rows',
    )
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .action(async (options: TrinoOptions & { readonly json?: true }, command: Command) => {
      const ask = connectTrino(loginOf(context, options), (question) => print(question, 'trino'));
      const catalogs = await withOperations(command, (operations) =>
        readRawTables(operations, trinoSql.partsOf),
      );
      const names = [...catalogs.keys()];
      const findings = await diagnoseCatalogs(ask, catalogs);
      if (findings.some(({ kind }) => kind !== 'bounds')) context.fail();
      context.out(
        options.json
          ? `${JSON.stringify({ catalogs: names, findings }, undefined, 2)}\n`
          : told(names, findings),
      );
    });
}

function told(catalogs: readonly string[], findings: readonly CatalogFinding[]): string {
  if (catalogs.length === 0) return 'no data source is over a table of Trino\n';
  const names = catalogs.join(', ');
  if (findings.length === 0) return `nothing is told past the views by ${names}\n`;
  return findings
    .map(({ kind, what, mend }) => `${kind === 'bounds' ? '?' : '!'} ${what}\n    ${mend}\n`)
    .join('');
}
