import type { Attribute } from './attribute.js';
import { named } from './attribute.js';
import { attributeIn, schemaIn } from './resource-types.js';
import type { ResourceType, Schema } from './resource-types.js';

/** An attribute of a resource, or a part of one. */
export interface AttributePath {
  readonly schema: Schema;
  readonly attribute: Attribute;
  readonly sub?: Attribute;
}

/** Why a text does not name an attribute. */
export interface NoAttribute {
  readonly problem: string;
  /** The standard has the attribute, but scrim does not store it. */
  readonly ignored?: true;
}

const word = /^[A-Za-z$][\w$-]*$/;

/** Whether a text begins like the URN of a schema: a dot in it may then be part of the URN. */
const isUrn = (text: string): boolean => /^(urn:|https?:)/i.test(text);

/**
 * Reads `[URN:]attribute[.part]` (RFC 7644, section 3.10).
 * @param within inside square brackets: the attribute whose parts are named
 */
export function parseAttributePath(
  type: ResourceType,
  text: string,
  within?: Attribute,
): AttributePath | NoAttribute {
  if (within !== undefined) return partOf(type, text, within);
  const extended = schemaOf(type, text);
  if (extended === undefined && isUrn(text))
    return { problem: `a ${type.name} has no schema with the URN in '${text}'` };
  const { schema, rest } = extended ?? { schema: type.core, rest: text };
  if (schema.open) {
    const attribute = attributeIn(type, schema, rest);
    return attribute === undefined || rest === ''
      ? { problem: `'${text}' has no attribute name after the URN` }
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
    return { problem: `scrim does not store the attribute '${name}'`, ignored: true };
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

/** The schema whose URN a text begins with, and the text after the colon. */
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
