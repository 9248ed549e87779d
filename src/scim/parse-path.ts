import type { Attribute } from './attribute.js';
import { named } from './attribute.js';
import { attributeIn, schemaIn } from './resource-types.js';
import type { ResourceType, Schema } from './resource-types.js';

/** An attribute of a resource, and perhaps a part of it. */
export interface AttributePath {
  readonly schema: Schema;
  readonly attribute: Attribute;
  readonly sub?: Attribute;
}

/** Why a text leads to no attribute. */
export interface NoAttribute {
  readonly problem: string;
  /** The standard has the attribute, and scrim keeps nothing of it. */
  readonly ignored?: true;
}

const word = /^[A-Za-z$][\w$-]*$/;

/** Whether a text begins like the URN of a schema, so that a dot in it may be a part of that. */
const isUrn = (text: string): boolean => /^(urn:|https?:)/i.test(text);

/**
 * Reads `[URN:]attribute[.part]` (RFC 7644, section 3.10).
 * @param within the attribute whose parts are meant, inside of square brackets
 */
export function parseAttributePath(
  type: ResourceType,
  text: string,
  within?: Attribute,
): AttributePath | NoAttribute {
  if (within !== undefined) return partOf(type, text, within);
  const extended = schemaOf(type, text);
  if (extended === undefined && isUrn(text))
    return { problem: `no schema of a ${type.name} begins '${text}'` };
  const { schema, rest } = extended ?? { schema: type.core, rest: text };
  if (schema.open) {
    const attribute = attributeIn(type, schema, rest);
    return attribute === undefined || rest === ''
      ? { problem: `'${text}' names no attribute` }
      : { schema, attribute };
  }
  const [name = '', part, ...more] = rest.split('.');
  const attribute = word.test(name) ? attributeIn(type, schema, name) : undefined;
  if (attribute === undefined) return noAttribute(type, name, text);
  if (part === undefined) return { schema, attribute };
  const sub = more.length === 0 ? named(attribute.subAttributes, part) : undefined;
  return sub === undefined
    ? { problem: `'${attribute.name}' has no part '${[part, ...more].join('.')}'` }
    : { schema, attribute, sub };
}

function noAttribute(type: ResourceType, name: string, text: string): NoAttribute {
  if (type.ignored.some((one) => one.toLowerCase() === name.toLowerCase())) {
    return { problem: `scrim keeps no '${name}'`, ignored: true };
  }
  return { problem: `a ${type.name} has no attribute '${text}'` };
}

function partOf(type: ResourceType, text: string, within: Attribute): AttributePath | NoAttribute {
  const whole = { schema: type.core, attribute: within };
  // The values of a simple list are its `value`s (RFC 7643, section 2.4).
  if (within.subAttributes === undefined) {
    return text.toLowerCase() === 'value' ? whole : { problem: `'${within.name}' has no part '${text}'` };
  }
  const sub = named(within.subAttributes, text);
  return sub === undefined ? { problem: `'${within.name}' has no part '${text}'` } : { ...whole, sub };
}

/** The schema that a text begins with, followed by a colon, and what comes after it. */
function schemaOf(
  type: ResourceType,
  text: string,
): { readonly schema: Schema; readonly rest: string } | undefined {
  const colons = [...text.matchAll(/:/g)].map(({ index }) => index);
  for (const at of colons) {
    const schema = schemaIn(type, text.slice(0, at));
    if (schema !== undefined) return { schema, rest: text.slice(at + 1) };
  }
  return undefined;
}
