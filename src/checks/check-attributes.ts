import { isDeepStrictEqual } from 'node:util';

import { didYouMean } from '../base/nearest.js';
import type { Settings } from '../model/settings.js';
import { kindOf, kinds } from '../model/world.js';
import type { WorldObjects } from '../model/world.js';
import type { ExistingObjects, KnownObjects } from './known-objects.js';
import type { Problem } from './problem.js';
import { attributeReferencesOf } from './references.js';
import type { AttributeReference } from './references.js';

type Declared = NonNullable<Settings['attributes']>;

/** What is wrong with an attribute that an object names; undefined if the attribute and its values are declared. */
function problemWith(
  { attribute: name, values }: AttributeReference,
  declared: Declared,
): string | undefined {
  const found = declared.find((one) => one.name === name);
  if (found === undefined) {
    const hint = didYouMean(
      name,
      declared.map((one) => one.name),
    );
    return `attribute '${name}' is not declared${hint === '' ? '; declare it in settings.attributes' : hint}`;
  }
  const allowed = found.values;
  const wrong = allowed && values.find((value) => !allowed.includes(value));
  if (allowed === undefined || wrong === undefined) return undefined;
  const hint = didYouMean(wrong, allowed) || `; allowed: ${allowed.map((value) => `'${value}'`).join(', ')}`;
  return `'${wrong}' is not a value of attribute '${name}'${hint}`;
}

/**
 * Attributes and values that the settings do not declare, if they declare any. It checks what is written; if the declarations change, it
 * checks all objects.
 */
export async function checkAttributes(
  world: WorldObjects,
  known: KnownObjects,
  existing?: ExistingObjects,
): Promise<readonly Problem[]> {
  const { attributes: declared } = (await known.get('settings', 'settings')) ?? {};
  if (declared === undefined) return [];
  const problems = kinds.flatMap((kind) =>
    world[kind].flatMap((object, index) =>
      attributeReferencesOf(kind, object as never).flatMap((reference): readonly Problem[] => {
        const message = problemWith(reference, declared);
        return message === undefined ? [] : [{ kind, index, path: reference.path, message }];
      }),
    ),
  );
  const before = existing && (await existing.get('settings', 'settings'));
  if (world.settings.length === 0 || isDeepStrictEqual(before?.attributes, declared)) return problems;
  for (const kind of kinds.filter((one) => kindOf[one].attributes !== undefined)) {
    const written = new Set<unknown>(world[kind]);
    for await (const page of known.pages(kind)) {
      for (const object of page.filter((one) => !written.has(one))) {
        for (const reference of attributeReferencesOf(kind, object as never)) {
          const message = problemWith(reference, declared);
          if (message === undefined) continue;
          const of = kindOf[kind].title(object as never);
          problems.push({ kind: 'settings', index: 0, path: ['attributes'], message: `${of}: ${message}` });
        }
      }
    }
  }
  return problems;
}
