/** What an attribute is (RFC 7643, section 2.2 and section 7). */
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

/** An attribute: a text, unless something else is said. */
export const attribute = (name: string, description: string, more: Partial<Attribute> = {}): Attribute => ({
  name,
  ...usual,
  description,
  ...more,
});

/** A list of values with what SCIM says of each: the value, what kind it is, and whether it is the main one. */
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
      attribute('display', 'how it is shown'),
      attribute('type', 'what kind it is, such as work'),
      attribute('primary', 'whether it is the main one', { type: 'boolean' }),
    ],
  });

/** The attribute of a name, in whatever case: names of attributes are not case-sensitive (RFC 7643, section 2.1). */
export const named = (attributes: readonly Attribute[] = [], name: string): Attribute | undefined => {
  const wanted = name.toLowerCase();
  return attributes.find((one) => one.name.toLowerCase() === wanted);
};
