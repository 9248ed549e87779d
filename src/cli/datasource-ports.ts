import { connectTrino } from '../trino/connect-trino.js';
import { trinoSql } from '../trino/trino-sql.js';
import { print } from '../sql/print/print.js';
import { report } from './apply.js';
import type { CliContext } from './context.js';
import type { DatasourcePorts } from './run-datasource.js';
import { withOperations } from './store-option.js';
import { validator } from './validate-on-trino.js';

/** Connects `scrim datasource` to the store, to Trino, and to scrim's SQL. */
export const datasourcePorts = (context: CliContext): DatasourcePorts => ({
  dataSources: (command) => withOperations(command, (operations) => operations.dataSources()),
  apply: async (command, registrations, json) => {
    const result = await withOperations(command, (operations) =>
      operations.registerDataSources(registrations),
    );
    report(context, result, json);
  },
  validate: (command, { server, user }, dataSources) =>
    validator(context, server, user)(command, { dataSources }),
  connect: (login) => connectTrino(login, (query) => print(query, 'trino')),
  sql: trinoSql,
});
