import { stringify } from 'yaml';

import { kindOf, schemaOf } from '../../model/world.js';
import type { Kind } from '../../model/world.js';
import type { AuditedChange } from '../../use-cases/audit/audit-changes.js';
import { lineDiff } from '../line-diff.js';

/** What became of an object. */
const becameOf = ({ before, after }: AuditedChange): 'created' | 'changed' | 'removed' =>
  before === null ? 'created' : after === null ? 'removed' : 'changed';

/** An object as it stands in a world file, in the order of its schema; one that another version of scrim wrote, as it is stored. */
function yamlOf(kind: Kind, object: unknown): string {
  if (object === null) return '';
  const { data = object } = schemaOf[kind].safeParse(object);
  return stringify(data, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Lines before the hunks of a difference, which name its files. */
const headLines = 2;

/** Formats what a change did to one object for a terminal: who and when, and the difference as lines of a world file. */
export function formatChange(change: AuditedChange): string {
  const { at, revision, actor, kind, before, after } = change;
  const title = kindOf[kind].title((after ?? before) as never);
  const diff = lineDiff(title, yamlOf(kind, before), yamlOf(kind, after)).split('\n').slice(headLines, -1);
  // The places of hunks say nothing of an object, but that lines between them are left out.
  const lines = diff.flatMap((line, index) => (line.startsWith('@@ ') ? (index === 0 ? [] : ['…']) : [line]));
  return [
    `${at}  revision ${revision}  ${actor}  ${becameOf(change)} ${title}`,
    ...lines.map((line) => `  ${line}`),
    '',
    '',
  ].join('\n');
}

/** Columns of the table for a spreadsheet. */
export const changeColumns = ['time', 'revision', 'actor', 'kind', 'name', 'change', 'before', 'after'];

/** The row of a change in the table for a spreadsheet. @see changeColumns */
export function changeCells(change: AuditedChange): readonly unknown[] {
  const { at, revision, actor, kind, key, before, after } = change;
  const versions = [before, after].map((version) => (version === null ? null : JSON.stringify(version)));
  return [at, revision, actor, kind, key, becameOf(change), ...versions];
}
