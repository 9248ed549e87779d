import type { Command } from 'commander';

import type { CliContext } from '../context.js';
import { registerAuditAccess } from './access.js';
import { registerAuditArchive } from './archive.js';
import { registerAuditChanges } from './changes.js';
import { registerAuditColumns } from './columns.js';
import { registerAuditDecisions } from './decisions.js';
import { registerAuditPolicies } from './policies.js';
import { registerAuditErase } from './erase.js';
import { registerAuditExport } from './export.js';
import { registerAuditQueries } from './queries.js';
import { registerAuditUnused } from './unused.js';

/** `scrim audit …`: what is on record. */
export function registerAudit(program: Command, context: CliContext): void {
  const group = program
    .command('audit')
    .description('show what is on record: queries, decisions, changes, and reports on them');
  registerAuditQueries(group, context);
  registerAuditDecisions(group, context);
  registerAuditChanges(group, context);
  registerAuditAccess(group, context);
  registerAuditExport(group, context);
  registerAuditUnused(group, context);
  registerAuditErase(group, context);
  registerAuditArchive(group, context);
  registerAuditColumns(group, context);
  registerAuditPolicies(group, context);
}
