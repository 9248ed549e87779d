import { Document, isScalar, visit } from 'yaml';

import { keyOf, kindOf, kinds } from '../model/world.js';
import type { Kind, WorldObjects } from '../model/world.js';

/** Keys that need no quotes in YAML. */
const plain = /^[A-Za-z_][\w-]*$/;

/** By code unit, so that the order is the same on every machine. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The sections of a world file in the order of their references, with their objects sorted by key. */
function sectionsOf(world: WorldObjects): readonly (readonly [string, object | readonly object[]])[] {
  return kinds.flatMap((kind) => {
    const objects = sorted(world, kind);
    const [first] = objects;
    if (first === undefined) return [];
    const { section, initial } = kindOf[kind];
    return [[section, initial === undefined ? objects : first] as const];
  });
}

/** Writes a world to one world file like `formatWorld`, but in JSON with one line per object. */
export function formatWorldJson(world: WorldObjects): string {
  const lines = sectionsOf(world).map(([section, objects]) => {
    const written = Array.isArray(objects)
      ? `[\n${objects.map((object) => JSON.stringify(object, inOrder)).join(',\n')}\n]`
      : JSON.stringify(objects, inOrder);
    return `${JSON.stringify(section)}: ${written}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** An object as one line of a file of lines. */
export const formatLine = (object: object): string => `${JSON.stringify(object, inOrder)}\n`;

/** Sorts keys alphabetically. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => byText(a, b)));

/**
 * Writes a world to one world file (YAML 1.2). The text depends only on the world: sections are in the order of their
 * references, objects are sorted by key, keys alphabetically, texts are always in double quotes, and lines are never broken. Reading it
 * returns the same objects; the same objects give the same bytes.
 */
export function formatWorld(world: WorldObjects): string {
  const document = new Document(Object.fromEntries(sectionsOf(world)), {
    aliasDuplicateObjects: false,
    version: '1.2',
  });
  visit(document, {
    Scalar: (position, node) => {
      if (typeof node.value !== 'string') return;
      node.type = position === 'key' && plain.test(node.value) ? 'PLAIN' : 'QUOTE_DOUBLE';
    },
    Map: (_, node, path) => {
      if (path.length > 1) {
        node.items.sort((a, b) =>
          byText(isScalar(a.key) ? String(a.key.value) : '', isScalar(b.key) ? String(b.key.value) : ''),
        );
      }
    },
  });
  document.commentBefore =
    ' A world, written by scrim export. It does not contain secrets, API keys or the history of changes.';
  return document.toString({ lineWidth: 0 });
}

const sorted = <K extends Kind>(world: WorldObjects, kind: K): WorldObjects[K] =>
  world[kind].toSorted((a, b) => byText(keyOf[kind](a), keyOf[kind](b))) as WorldObjects[K];
