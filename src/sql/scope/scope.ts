import type { NamedQuery, Node } from '../ast.js';
import { fold, isCalled } from './names.js';
import type { Field, Origin, Output, RelationType } from './relation-type.js';
import { visible } from './relation-type.js';

/** What a name with one part in FROM can denote other than a table. */
export type NamedBinding =
  | {
      readonly kind: 'query';
      readonly query: NamedQuery;
      readonly output: Output;
      /** Whether it is read where it is being defined, in the step of a recursion. */
      readonly recursive: boolean;
    }
  /** A name that a database would resolve to a table although a WITH query has this name. Nobody can intend that. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The names that can be resolved: first here, then in the parent. */
export interface Scope {
  readonly parent?: Scope | undefined;
  readonly columns: RelationType;
  /** WITH queries by folded name; if defined, even if empty, the scope belongs to a Query. */
  readonly queries?: ReadonlyMap<string, NamedBinding>;
  /** Folded names of windows; if defined, the scope belongs to a SELECT. */
  readonly windows?: ReadonlySet<string>;
  /** Row pattern recognition: the labels that a column can be prefixed with. */
  readonly labels?: ReadonlySet<string>;
}

/** @param name folded */
export function namedQuery(scope: Scope | undefined, name: string): NamedBinding | undefined {
  for (let at = scope; at !== undefined; at = at.parent) {
    const found = at.queries?.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The meaning of a chain of names. */
export type Found =
  | {
      readonly kind: 'found';
      readonly field: Field;
      /** The number of parts that are the name of the relation. */
      readonly qualifier: number;
      /** The names after that of the column: fields of a row. */
      readonly fields: readonly string[];
    }
  | { readonly kind: 'unknown'; readonly origin: Origin; readonly qualifier: number }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'missing' };

/**
 * Looks up a chain of names, nearest scope first. In the first scope that has a column for the chain or for a prefix of it, the longest
 * such prefix is the column, and the rest are fields of its row.
 * @param parts folded
 */
export function findColumn(scope: Scope | undefined, parts: readonly string[]): Found {
  for (let at = scope; at !== undefined; at = at.parent) {
    for (let length = parts.length; length > 0; length -= 1) {
      const matches = matching(at.columns, parts.slice(0, length));
      const [field] = matches;
      if (matches.length > 1) return { kind: 'ambiguous' };
      if (field !== undefined)
        return { kind: 'found', field, qualifier: length - 1, fields: parts.slice(length) };
    }
    const unknown = ofUnknownColumns(at.columns, parts);
    if (unknown !== undefined) return unknown;
  }
  return { kind: 'missing' };
}

function matching({ fields }: RelationType, parts: readonly string[]): readonly Field[] {
  const [prefix, name] = [parts.slice(0, -1), parts.at(-1)];
  return fields.filter(
    (field) =>
      field.name !== undefined &&
      fold(field.name) === name &&
      (prefix.length === 0 ? field.qualifiedOnly !== true : isCalled(field.qualifier, prefix)),
  );
}

/** A relation with unknown columns may have any column. */
function ofUnknownColumns({ open, exposed }: RelationType, parts: readonly string[]): Found | undefined {
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const named = open.find(({ qualifier }) => isCalled(qualifier, parts.slice(0, length)));
    if (named !== undefined) {
      return {
        kind: 'unknown',
        origin: { kind: 'unknown', relation: named.relation },
        qualifier: length,
      };
    }
    if (exposed.some(({ name }) => isCalled(name, parts.slice(0, length)))) return undefined;
  }
  const [only, ...more] = open;
  if (only === undefined) return undefined;
  const relation = more.length === 0 ? only.relation : undefined;
  return { kind: 'unknown', origin: { kind: 'unknown', relation }, qualifier: 0 };
}

/** The columns of all relations with a name. */
export interface RelationColumns {
  readonly relations: readonly Node[];
  readonly fields: readonly Field[];
  readonly open: RelationType['open'];
}

/** The columns of the relation with a name, in the nearest scope that has one. */
export function columnsOf(scope: Scope | undefined, name: readonly string[]): RelationColumns | undefined {
  for (let at = scope; at !== undefined; at = at.parent) {
    const { fields, open, exposed } = at.columns;
    const of = ({ qualifier }: { readonly qualifier: readonly string[] }): boolean =>
      isCalled(qualifier, name);
    const relations = exposed.filter((one) => isCalled(one.name, name)).map(({ relation }) => relation.node);
    if (relations.length > 0) return { relations, fields: fields.filter(of), open: open.filter(of) };
  }
  return undefined;
}

/** The names of all visible columns, nearest first: candidates for a misspelled name. */
export function* namesInScope(scope: Scope | undefined): Generator<string> {
  for (let at = scope; at !== undefined; at = at.parent) {
    for (const { name } of visible(at.columns)) if (name !== undefined) yield name;
  }
}

/** The names of all visible relations, nearest first. */
export function* relationsInScope(scope: Scope | undefined): Generator<string> {
  for (let at = scope; at !== undefined; at = at.parent) {
    for (const { name } of at.columns.exposed) yield* name.slice(-1);
  }
}
