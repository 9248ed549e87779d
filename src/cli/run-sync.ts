import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import { observeSchemas } from '../use-cases/sync/observe-schemas.js';
import { connectTrino } from '../trino/connect-trino.js';
import { print } from '../sql/print/print.js';
import type { CliContext } from './context.js';
import { formatSync } from './format-sync.js';
import { asJson } from './json-option.js';
import { withOperations } from './store-option.js';
import { loginOf } from './trino-options.js';
import type { TrinoOptions } from './trino-options.js';
import { validator } from './validate-on-trino.js';

/** The options of `scrim sync`. */
export interface SyncOptions extends TrinoOptions {
  readonly catalog?: string;
  readonly schema?: string;
  readonly dryRun?: true;
  readonly detect?: true;
  readonly allowGone?: true;
  readonly json?: true;
}

/** Compares tables with the world, changes the world, and prints the changes. */
export async function runSync(context: CliContext, options: SyncOptions, command: Command): Promise<void> {
  const { out, fail } = context;
  const { catalog, schema, dryRun, detect, allowGone, json } = options;
  const ask = connectTrino(loginOf(context, options), (query) => print(query, 'trino'));
  const known = await withOperations(command, (operations) => operations.monitoring());
  const observed = await observeSchemas(ask, { ...known, catalog, schema, detectAll: detect });
  if (observed.length === 0) {
    throw new Refusal(
      'invalid',
      'no such schema is monitored; declare it under monitoredSchemas in a world file',
    );
  }
  const result = await withOperations(command, (operations) =>
    operations.sync({ observed, dryRun: dryRun ?? false, allowGone }),
  );
  if (result.schemas.some(({ errors }) => errors.length > 0)) fail();
  out(json ? asJson(result) : formatSync(result));
  const changed = new Set(
    result.schemas.flatMap(({ changes }) => changes.map(({ dataSource }) => dataSource)),
  );
  if (dryRun !== true && changed.size > 0) {
    await validator(context, options.trino, options.user)(command, { dataSources: [...changed] });
  }
}
