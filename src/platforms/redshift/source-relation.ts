import { required } from '../../base/invariant.js';
import type { Column, DataSource } from '../../model/data-source.js';
import type { ColumnDecision, RowDecision, Shown } from '../../policy/shown.js';
import { rowAlias } from '../row.js';
import type { Source } from '../../policy/sources/source.js';
import type { Expression, Query, Relation, SelectExpression } from '../../sql/ast.js';
import { aliased, and, as, cast, nullLiteral, qualifiedName, query, select } from '../../sql/build.js';
import { parseDataType } from '../../sql/parse/index.js';
import { definedRelation } from '../defined-relation.js';
import { answerQuestions } from './answer-questions.js';
import type { Parts } from '../platform.js';
import { rowFilter } from '../row-filter.js';
import { redshift } from './platform.js';
import { createReaderFacts } from './reader-facts.js';
import type { ReaderFacts } from './reader-facts.js';
import { redshiftTypes } from './types.js';

/** The input for the queries of a view. */
export interface ViewParts {
  /** The parts of the name of the view of the reader's profile. */
  readonly profile: readonly string[];
  readonly hashKey: () => Expression;
}

/** A SELECT over a governed relation, under construction. */
export interface Governing {
  readonly facts: ReaderFacts;
  readonly parts: Parts;
  readonly item: (decision: ColumnDecision, types: 'may change' | 'keep the type') => SelectExpression;
  readonly filter: (row: RowDecision) => Expression;
}

/** Begins a SELECT over a relation with the alias `rowAlias`. */
export function govern(
  relation: Relation,
  columns: readonly Column[],
  { profile, hashKey }: ViewParts,
): Governing {
  const facts = createReaderFacts(profile);
  const answered = (expression: Expression): Expression =>
    answerQuestions(expression, { columns, relation, facts, profile });
  const parts: Parts = { hashKey, answered };
  return {
    facts,
    parts,
    filter: (row) => rowFilter(redshift, row, parts),
    item: (decision, types) => {
      const { column: of, masks } = decision;
      const raw = redshift.column(of.name);
      if (masks.length === 0) return as(raw, of.name);
      const type = redshiftTypes.typeOf(of);
      if (type === undefined) return as(nothing(of), of.name);
      return as(redshift.layers(decision, raw, type, parts, types).expression, of.name);
    },
  };
}

/** NULL of a type that policies do not support. */
const nothing = ({ type }: Column): Expression => cast(nullLiteral, parseDataType(type, 'redshift'));

/** The relation with the alias `rowAlias`, joined to the row of facts about the reader. */
export function beside(relation: Relation, { facts }: Pick<Governing, 'facts'>): Relation {
  const row = aliased(relation, rowAlias);
  const answers = facts.relation();
  return answers === undefined ? row : { kind: 'Join', type: 'CROSS', left: row, right: answers };
}

/** @see definedRelation */
export const redshiftRelation = (dataSource: DataSource, shown: Shown, parts: ViewParts): Relation =>
  definedRelation(dataSource, shown, redshift.traits, (source, sourceShown) =>
    governedQuery(source, sourceShown, parts),
  );

/** The visible part of a table that a query reads, as a query with the same columns. */
function governedQuery({ dataSource, parts: name, columns }: Source, shown: Shown, parts: ViewParts): Query {
  const relation =
    dataSource === undefined
      ? ({ kind: 'Table', name: qualifiedName(...name) } as const)
      : redshiftRelation(dataSource, shown, parts);
  const governing = govern(relation, columns, parts);
  const items = columns.map((of) => {
    const decision = shown.columns.find(({ column: { name: shownName } }) => shownName === of.name);
    return governing.item(
      required(decision, 'there is no decision for a column of a table'),
      'keep the type',
    );
  });
  const filters = shown.rows.map(governing.filter);
  return query(
    select({
      items,
      from: beside(relation, governing),
      ...(filters.length === 0 ? {} : { where: and(...filters) }),
    }),
  );
}
