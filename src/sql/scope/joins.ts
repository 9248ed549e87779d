import { didYouMean } from '../../base/nearest.js';
import type { Identifier, Join, JoinUsing, NaturalJoin, Relation } from '../ast.js';
import type { Analyzer } from './analyzer.js';
import { dotted, fold } from './names.js';
import {
  either,
  noColumns,
  openness,
  visible,
  type Exposed,
  type Field,
  type RelationType,
} from './relation-type.js';
import type { Scope } from './scope.js';

/** The relations between the commas of a FROM clause, which are joined one after another. */
export function joinAll(from: readonly Relation[], scope: Scope, analyzer: Analyzer): RelationType {
  return from.reduce((left, relation) => {
    const right = analyzer.relation(relation, scope, seesLeft(relation, analyzer) ? left : undefined);
    return beside(left, right, analyzer);
  }, noColumns);
}

/** A join. Only in Redshift do its parts see the relations before it in the FROM clause. */
export function analyzeJoin(
  node: Join,
  scope: Scope,
  before: RelationType | undefined,
  analyzer: Analyzer,
): RelationType {
  const left = analyzer.relation(node.left, scope, before);
  const seen = before === undefined ? left : beside(before, left, undefined);
  const right = analyzer.relation(node.right, scope, seesLeft(node.right, analyzer) ? seen : undefined);
  const both = beside(left, right, analyzer);
  const { criterion } = node;
  switch (criterion?.kind) {
    case undefined:
      return both;
    case 'JoinOn':
      analyzer.expression(criterion.condition, { parent: scope, columns: both });
      return both;
    case 'JoinUsing':
      return merge(node, usedColumns(criterion, left, right, analyzer), left, right, analyzer);
    case 'NaturalJoin':
      return merge(node, commonColumns(criterion, left, right, analyzer), left, right, analyzer);
  }
}

/** Whether a relation sees earlier ones: in Trino LATERAL, UNNEST and JSON_TABLE; in Redshift also every path of names. */
function seesLeft(node: Relation, analyzer: Analyzer): boolean {
  if (analyzer.scoping.navigates) return true;
  if (node.kind === 'Aliased') return seesLeft(node.relation, analyzer);
  return node.kind === 'Lateral' || node.kind === 'Unnest' || node.kind === 'JsonTable';
}

/** @param analyzer if given, duplicate names are reported to it */
function beside(left: RelationType, right: RelationType, analyzer: Analyzer | undefined): RelationType {
  for (const one of right.exposed) {
    const alike = left.exposed.filter((other) => isCalledAlike(one, other));
    if (alike.some((other) => clash(one, other))) {
      const name = dotted(one.name.slice(-1));
      analyzer?.report(
        one.relation.node,
        `two relations are called '${name}': give one of them another alias`,
      );
    } else if (alike.length > 0) {
      analyzer?.shareName([one, ...alike].map(({ relation }) => relation.node));
    }
  }
  return {
    fields: [...left.fields, ...right.fields],
    open: [...left.open, ...right.open],
    exposed: [...left.exposed, ...right.exposed],
  };
}

const isCalledAlike = (one: Exposed, other: Exposed): boolean => one.name.at(-1) === other.name.at(-1);

/** Tables of different schemas may have the same last name part; an alias must be unique. */
const clash = (one: Exposed, other: Exposed): boolean =>
  one.alias || other.alias || one.name.join('\0') === other.name.join('\0');

type Merged = readonly { readonly name: string | undefined; readonly left: Field; readonly right: Field }[];

function usedColumns(
  { columns }: JoinUsing,
  left: RelationType,
  right: RelationType,
  analyzer: Analyzer,
): Merged {
  const seen = new Set<string>();
  return columns.flatMap((name) => {
    if (seen.has(fold(name.value))) {
      analyzer.report(name, `USING: column '${name.value}' is named more than once`);
      return [];
    }
    seen.add(fold(name.value));
    const [one, other] = [sideOf(name, left, 'left', analyzer), sideOf(name, right, 'right', analyzer)];
    if (one === undefined || other === undefined) return [];
    return [{ name: analyzer.scoping.mergedName(name.value, one.name), left: one, right: other }];
  });
}

function sideOf(
  name: Identifier,
  type: RelationType,
  side: 'left' | 'right',
  analyzer: Analyzer,
): Field | undefined {
  const [field, ...more] = called(name.value, type);
  if (more.length > 0) {
    analyzer.report(name, `USING: column '${name.value}' is ambiguous on the ${side} side of the join`);
  } else if (field === undefined && type.open.length === 0) {
    const names = visible(type).flatMap((one) => one.name ?? []);
    analyzer.report(
      name,
      `USING: the ${side} side of the join has no column '${name.value}'${didYouMean(name.value, names)}`,
    );
  } else if (field === undefined && openness(type.open) === true) {
    analyzer.report(
      name,
      `USING: whether the ${side} side of the join has a column '${name.value}' is not known here; name its columns, as in AS t (a, b)`,
    );
  }
  return field;
}

const called = (name: string, type: RelationType): readonly Field[] =>
  visible(type).filter((field) => field.name !== undefined && fold(field.name) === fold(name));

/** NATURAL: every name that both sides have; a name that one side has twice is ambiguous. */
function commonColumns(
  node: NaturalJoin,
  left: RelationType,
  right: RelationType,
  analyzer: Analyzer,
): Merged {
  const { noNaturalJoin } = analyzer.scoping;
  if (noNaturalJoin !== undefined) analyzer.report(node, noNaturalJoin);
  if (either(openness(left.open), openness(right.open)) === true) {
    analyzer.report(node, 'NATURAL JOIN: the columns of both sides must be known; use ON');
  }
  const names = new Set(visible(left).flatMap(({ name }) => (name === undefined ? [] : fold(name))));
  return [...names].flatMap((name) => {
    const [ofLeft, ofRight] = [called(name, left), called(name, right)];
    const [one, other] = [ofLeft[0], ofRight[0]];
    if (one === undefined || other === undefined) return [];
    if (ofLeft.length + ofRight.length > 2) {
      analyzer.report(node, `NATURAL JOIN: column '${name}' is ambiguous`);
      return [];
    }
    return [{ name: one.name, left: one, right: other }];
  });
}

/**
 * One column for each pair, before all others. In Trino the two can then no longer be named; in Redshift they can by
 * their qualified names.
 */
function merge(
  node: Join,
  pairs: Merged,
  left: RelationType,
  right: RelationType,
  analyzer: Analyzer,
): RelationType {
  const gone = new Set(pairs.flatMap((pair) => [pair.left, pair.right]));
  const merged = pairs.map(({ name, left: one, right: other }): Field => ({
    name,
    qualifier: [],
    origin: { kind: 'merged', column: name ?? '', columns: [one.origin, other.origin] },
    base: node.type === 'INNER' || node.type === 'LEFT' ? one.base : undefined,
  }));
  const rest = [...left.fields, ...right.fields].flatMap((field) =>
    !gone.has(field) ? [field] : analyzer.scoping.namesMerged ? [{ ...field, qualifiedOnly: true }] : [],
  );
  return {
    fields: [...merged, ...rest],
    open: [...left.open, ...right.open],
    exposed: [...left.exposed, ...right.exposed],
  };
}
