import type { OperationObject } from '../../audit/decision-record.js';
import type { Operation } from '../../model/operations.js';

/** What an operation is about. The parts of names are as Trino sends them, outermost first. */
export type Resource =
  | { readonly kind: 'none' }
  | { readonly kind: 'user'; readonly user: string }
  | { readonly kind: 'catalog'; readonly parts: readonly [string] }
  | { readonly kind: 'schema'; readonly parts: readonly [string, string] }
  | {
      readonly kind: 'table';
      readonly parts: readonly [string, string, string];
      /** A set: an empty one if rows are read and no column of them, as by count(*). */
      readonly columns: readonly string[];
    }
  | { readonly kind: 'function'; readonly parts: readonly [string, string, string] }
  | { readonly kind: 'systemSessionProperty'; readonly name: string }
  | { readonly kind: 'catalogSessionProperty'; readonly parts: readonly [string]; readonly name: string };

/** Whether a person may do something. */
export interface Question {
  /** The user that Trino authenticated. What Trino says about their groups is not used: the world knows them. */
  readonly user: string;
  readonly operation: Operation;
  readonly resource: Resource;
  /** The new name, if something is renamed. */
  readonly target?: Resource | undefined;
  /** Names of the table properties that it sets, and of the table procedure that it calls. */
  readonly options?: readonly string[] | undefined;
  /** The user who is to own what the resource names. */
  readonly grantee?: string | undefined;
}

/** The answer to a question, and the reason, which Trino cannot show to its user. */
export interface Verdict {
  readonly allowed: boolean;
  readonly because: string;
}

export const allowed = (because: string): Verdict => ({ allowed: true, because });
export const denied = (because: string): Verdict => ({ allowed: false, because });

/** The table or function that a resource is. */
export function objectOf(resource: Resource): OperationObject | undefined {
  if (resource.kind === 'table') return { parts: resource.parts, columns: resource.columns };
  return resource.kind === 'function' ? { parts: resource.parts } : undefined;
}

/** What a resource is called in logs. */
export function formatResource(resource: Resource): string {
  switch (resource.kind) {
    case 'none':
      return '';
    case 'user':
      return `user ${resource.user}`;
    case 'catalog':
    case 'schema':
    case 'function':
      return `${resource.kind} ${resource.parts.join('.')}`;
    case 'table':
      return resource.columns.length === 0
        ? `table ${resource.parts.join('.')}`
        : `table ${resource.parts.join('.')} (${resource.columns.join(', ')})`;
    case 'systemSessionProperty':
      return `session property ${resource.name}`;
    case 'catalogSessionProperty':
      return `session property ${resource.parts.join('.')}.${resource.name}`;
  }
}
