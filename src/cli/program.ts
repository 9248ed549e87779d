import { Command } from 'commander';

import { version } from '../base/version.js';
import { registerApply } from './apply.js';
import { registerAudit } from './audit/audit.js';
import { registerBlock } from './block.js';
import { registerBreakGlass } from './break-glass.js';
import { registerCompletion } from './completion.js';
import { registerConfig } from './config.js';
import type { CliContext } from './context.js';
import { registerDatasource } from './datasource.js';
import { registerDemo } from './demo.js';
import { registerDoctorAudit } from './doctor-audit.js';
import { registerDoctorRedshift } from './doctor-redshift.js';
import { registerDoctorTrino } from './doctor-trino.js';
import { registerExport } from './export.js';
import { registerExplain } from './explain.js';
import { registerFmt } from './fmt.js';
import { registerHelp } from './help.js';
import { registerInit } from './init.js';
import { registerImport } from './import.js';
import { registerPlan } from './plan.js';
import { registerPreview } from './preview.js';
import { registerProject } from './project.js';
import { registerPurpose } from './purpose.js';
import { registerRecertify } from './recertify.js';
import { registerRedshift } from './redshift.js';
import { registerReview } from './review.js';
import { registerRotateHashKey } from './rotate-hash-key.js';
import { registerSchema } from './schema.js';
import { registerServe } from './serve.js';
import { registerSql } from './sql.js';
import { registerSubscription } from './subscription.js';
import { registerTest } from './test.js';
import { registerTrinoInit } from './trino-init.js';
import { registerSync } from './sync.js';
import { registerTags } from './tags.js';
import { registerValidate } from './validate.js';
import { registerView } from './view.js';
import { registerWebhook } from './webhook.js';
import { registerWhoCan } from './who-can.js';

/** The `scrim` command with all subcommands. */
export function createProgram(context: CliContext): Command {
  const program = new Command('scrim')
    .description("Gives every person their own view of the company's data, at query time, on a stock Trino.")
    .version(version, '--version', 'print the version')
    .configureOutput({ writeOut: context.out, writeErr: context.err })
    .showHelpAfterError('(run the command with --help for its arguments and options)')
    .exitOverride();
  registerServe(program, context);
  registerConfig(program, context);
  registerInit(program, context);
  registerPlan(program, context);
  registerApply(program, context);
  registerFmt(program, context);
  registerValidate(program, context);
  registerSchema(program, context);
  registerTest(program, context);
  registerExport(program, context);
  registerImport(program, context);
  registerExplain(program, context);
  registerView(program, context);
  registerPreview(program, context);
  registerWhoCan(program, context);
  registerAudit(program, context);
  registerSubscription(program, context);
  registerRecertify(program, context);
  registerBreakGlass(program, context);
  registerBlock(program, context);
  registerProject(program, context);
  registerPurpose(program, context);
  registerWebhook(program, context);
  const datasource = registerDatasource(program, context, async () => {
    const { datasourcePorts } = await import('./datasource-ports.js');
    return datasourcePorts(context);
  });
  registerReview(datasource, context);
  registerSync(program, context);
  registerTags(program, context);
  registerRotateHashKey(registerTrinoInit(program, context), context);
  registerRedshift(program, context);
  registerDoctorTrino(program, context);
  registerDoctorRedshift(program, context);
  registerDoctorAudit(program, context);
  registerSql(program, context);
  registerDemo(program, context);
  registerCompletion(program, context);
  registerHelp(program);
  return program;
}
