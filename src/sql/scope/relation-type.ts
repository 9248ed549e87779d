import type { Lambda, NamedQuery, Node, QualifiedName } from '../ast.js';

/** An occurrence of a relation in a query: a table that is read twice has two of these. */
export interface SourceRelation {
  /** Its node: a Table, a SubqueryRelation, a Join (of merged columns), … */
  readonly node: Node;
  /** The qualifier of its columns: its alias, or the last part of its name. */
  readonly name?: string | undefined;
  /** The name of the table that it is. */
  readonly table?: QualifiedName | undefined;
  /** The WITH query that it is. */
  readonly namedQuery?: NamedQuery | undefined;
}

/** A column of a table that is not a WITH query, found through any number of subqueries that pass it on unchanged. */
interface BaseColumn {
  readonly table: QualifiedName;
  readonly column: string;
}

/** The meaning of a column name. */
export type Origin =
  | { readonly kind: 'column'; readonly relation: SourceRelation; readonly column: string }
  /** One column that USING or NATURAL merged from several. */
  | { readonly kind: 'merged'; readonly column: string; readonly columns: readonly Origin[] }
  /** A column of the result, counted from 0. */
  | { readonly kind: 'output'; readonly index: number; readonly column: string }
  | { readonly kind: 'parameter'; readonly lambda: Lambda; readonly column: string }
  /** Cannot be determined without the types of values; `relation` if only one can have it. */
  | { readonly kind: 'unknown'; readonly relation?: SourceRelation | undefined };

/** A column that can be named in a scope. */
export interface Field {
  /** As written; undefined for one without a name. */
  readonly name: string | undefined;
  /** The folded name of its relation, outermost part first; empty when it cannot be qualified. */
  readonly qualifier: readonly string[];
  readonly origin: Origin;
  readonly base?: BaseColumn | undefined;
  /** Redshift: merged by USING, so that only its qualified name denotes it. */
  readonly qualifiedOnly?: boolean;
}

/** The name of a relation in a FROM clause. */
export interface Exposed {
  /** Folded. */
  readonly name: readonly string[];
  readonly alias: boolean;
  readonly relation: SourceRelation;
}

/** A relation whose columns cannot all be listed. */
export interface OpenRelation {
  readonly qualifier: readonly string[];
  readonly relation: SourceRelation;
  /** Whether the reason is a reported error, so that its consequences need not be reported. */
  readonly reported: boolean;
}

/** The columns of a relation, or of several that are joined. */
export interface RelationType {
  readonly fields: readonly Field[];
  /** Relations among them whose columns cannot be listed. */
  readonly open: readonly OpenRelation[];
  readonly exposed: readonly Exposed[];
}

export const noColumns: RelationType = { fields: [], open: [], exposed: [] };

/** A column of the result of a query. */
export interface OutputColumn {
  /** Undefined for one without a name; Trino shows it as `_col0`, `_col1`, … */
  readonly name: string | undefined;
  /** The column that it passes on unchanged. */
  readonly source?: Origin | undefined;
  /** The column of a table that it originally comes from. */
  readonly base?: BaseColumn | undefined;
}

/** The result of a query: its columns, and whether there are others that cannot be listed. */
export interface Output {
  readonly columns: readonly OutputColumn[];
  /** `reported`: an error has explained why. */
  readonly open: boolean | 'reported';
}

/** A relation with these columns, with a name of one or more parts, or without a name. */
export function relationOf(
  relation: SourceRelation,
  qualifier: readonly string[],
  { columns, open }: Output,
  alias = false,
): RelationType {
  return {
    fields: columns.map(({ name, base }) => ({
      name,
      qualifier,
      origin: { kind: 'column', relation, column: name ?? '' },
      base,
    })),
    open: open === false ? [] : [{ qualifier, relation, reported: open === 'reported' }],
    exposed: qualifier.length === 0 ? [] : [{ name: qualifier, alias, relation }],
  };
}

/** The columns that `*` expands to. */
export const visible = (type: RelationType): readonly Field[] =>
  type.fields.filter(({ qualifiedOnly }) => qualifiedOnly !== true);

/** The columns of a relation as a result that passes them on. */
export const outputOf = (type: RelationType): Output => ({
  columns: visible(type).map(passOn),
  open: openness(type.open),
});

export const openness = (open: readonly OpenRelation[]): Output['open'] =>
  open.length > 0 && (open.every(({ reported }) => reported) ? 'reported' : true);

export const passOn = ({ name, origin, base }: Field): OutputColumn => ({ name, source: origin, base });

/** The nodes of the relations that a column comes from. */
export const nodesOfOrigin = (origin: Origin | undefined): readonly Node[] =>
  origin !== undefined && 'relation' in origin && origin.relation !== undefined ? [origin.relation.node] : [];

export const either = (one: Output['open'], other: Output['open']): Output['open'] =>
  one === true || other === true || (one === 'reported' ? one : other);
