import type { InputPath } from '../base/input.js';
import type { Mention } from '../model/mention.js';
import { kindOf } from '../model/world.js';
import type { Kind, ObjectOf } from '../model/world.js';
import { namesIn } from '../policy/predicate/names.js';

/** A name of another object, and its path in the object that uses it. */
export interface Reference {
  readonly to: Kind;
  readonly name: string;
  readonly path: InputPath;
}

/** An attribute that an object names, with the values that it expects or gives, and its path in the object. */
export interface AttributeReference {
  readonly attribute: string;
  readonly values: readonly string[];
  readonly path: InputPath;
}

/** The names of other objects that an object uses. */
export const referencesOf = <K extends Kind>(kind: K, object: ObjectOf[K]): readonly Reference[] =>
  mentionsIn(kind, object).flatMap((one) => ('to' in one ? [one] : []));

/** The attributes that an object names. */
export const attributeReferencesOf = <K extends Kind>(
  kind: K,
  object: ObjectOf[K],
): readonly AttributeReference[] =>
  mentionsIn(kind, object).flatMap((one) => ('attribute' in one ? [one] : []));

const mentionsIn = <K extends Kind>(kind: K, object: ObjectOf[K]): readonly Mention<Kind>[] =>
  (kindOf[kind].mentions?.(object) ?? []).flatMap((one) => ('sql' in one ? inSql(one) : [one]));

/** The names that policy functions use. The place of the whole text is reported, because a file has no places inside a text. */
function inSql({ sql, path }: { readonly sql: string; readonly path: InputPath }): readonly Mention<Kind>[] {
  const { tags, groups, purposes, attributes, attributeValues } = namesIn(sql);
  const all = (to: Kind, names: readonly string[]): readonly Mention<Kind>[] =>
    names.map((name) => ({ to, name, path }));
  return [
    ...all('tag', tags),
    ...all('group', groups),
    ...all('purpose', purposes),
    ...attributes.map((attribute) => ({
      attribute,
      values: attributeValues.flatMap(([of, value]) => (of === attribute ? [value] : [])),
      path,
    })),
  ];
}
