import { invariant } from '../../base/invariant.js';
import type { Identifier, Node, Table, TableQuery } from '../ast.js';
import { identifier } from '../build.js';
import { nodesOf } from '../visit.js';
import { dotted, fold } from './names.js';
import type { Resolution } from './resolve.js';
import { scopeError } from './scope-error.js';

/**
 * The aliases of replaced tables without one: the last parts of their names. If only the schema distinguishes two tables, the alias is a
 * name that nothing else in the query has.
 */
export function aliasesOf(
  { query, tables, columns, relations, alike }: Resolution,
  replaced: ReadonlyMap<Node, unknown>,
): ReadonlyMap<Node, Identifier> {
  const mistaken = new Set<Node>(alike);
  for (const use of columns) if (!use.shortens) for (const node of use.of) mistaken.add(node);
  for (const use of relations) if (!use.shortens) mistaken.add(use.relation);
  const taken = new Set(nodesOf(query, 'Identifier').map(({ value }) => fold(value)));
  const aliased = new Set<Node>(nodesOf(query, 'Aliased').map(({ relation }) => relation));
  return new Map(
    tables.flatMap(({ node }): readonly (readonly [Node, Identifier])[] => {
      if (!replaced.has(node) || aliased.has(node)) return [];
      const last = lastPart(node);
      return [[node, mistaken.has(node) ? identifier(freshName(last.value, taken)) : last]];
    }),
  );
}

function lastPart({ name: { parts } }: Table | TableQuery): Identifier {
  const last = parts.at(-1);
  invariant(last !== undefined, 'a name without parts');
  return last;
}

function freshName(name: string, taken: Set<string>): string {
  for (let number = 1; ; number += 1) {
    const fresh = `${fold(name)}_${number}`;
    if (taken.has(fresh)) continue;
    taken.add(fresh);
    return fresh;
  }
}

/**
 * The new form of names that are qualified with a replaced table, because an alias has no schema.
 * @throws ScopeError for a `t.*` that denotes several tables
 */
export function renamed(
  { columns, relations }: Resolution,
  aliases: ReadonlyMap<Node, Identifier>,
): ReadonlyMap<Node, readonly Identifier[]> {
  const names = new Map<Node, readonly Identifier[]>();
  const uses = [...columns, ...relations.map((use) => ({ ...use, of: [use.relation] }))];
  for (const { node, qualifier, of } of uses) {
    const alias = of.map((relation) => aliases.get(relation)).find((one) => one !== undefined);
    const last = node.parts[qualifier - 1];
    if (alias === undefined || last === undefined) continue;
    if (of.length > 1) {
      throw scopeError(node, `several tables are called '${dotted(node.parts)}': give each an alias`);
    }
    const isSame = fold(alias.value) === fold(last.value);
    if (qualifier > 1 || !isSame) {
      names.set(node, [isSame ? last : alias, ...node.parts.slice(qualifier)]);
    }
  }
  return names;
}
