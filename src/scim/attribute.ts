/** The definition of an attribute (RFC 7643, section 2.2 and section 7). */
export interface Attribute {
  readonly name: string;
  readonly type: 'string' | 'boolean' | 'complex' | 'reference' | 'dateTime';
  readonly description: string;
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable';
  readonly returned: 'always' | 'default';
  readonly uniqueness: 'none' | 'server';
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly Attribute[];
}

const usual = {
  type: 'string',
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
} as const satisfies Partial<Attribute>;

/** Defines an attribute; by default it is a text. */
export const attribute = (name: string, description: string, more: Partial<Attribute> = {}): Attribute => ({
  name,
  ...usual,
  description,
  ...more,
});

/** Defines a multi-valued attribute. Each value has a value, a type, and whether it is the primary one. */
export const values = (
  name: string,
  description: string,
  more: readonly Attribute[] = [attribute('value', 'the value')],
): Attribute =>
  attribute(name, description, {
    type: 'complex',
    multiValued: true,
    subAttributes: [
      ...more,
      attribute('display', 'the displayed text'),
      attribute('type', 'the type, such as work'),
      attribute('primary', 'whether it is the primary value', { type: 'boolean' }),
    ],
  });

/** The attribute with a name. Attribute names are case-insensitive (RFC 7643, section 2.1). */
export const named = (attributes: readonly Attribute[] = [], name: string): Attribute | undefined => {
  const wanted = name.toLowerCase();
  return attributes.find((one) => one.name.toLowerCase() === wanted);
};
