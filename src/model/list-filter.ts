import type { ObjectCriteria } from './object-criteria.js';

/** A filter of a list: which objects match the value of a query parameter. */
export type ListFilter = { readonly description: string } & (
  | {
      /** @param others all parameters of the request */
      readonly text: (value: string, others: Readonly<Record<string, string>>) => ObjectCriteria;
      /** Another parameter that is then required too. */
      readonly needs?: string;
    }
  /** Objects with one of a few words in a field. */
  | { readonly field: string; readonly words: readonly [string, ...string[]] }
  /** Objects with true or false in a field. */
  | { readonly field: string; readonly words: 'boolean' }
);
/** The filters of a list, by query parameter. */
export type ListFilters = Readonly<Record<string, ListFilter>>;

/** Objects whose field begins with a text. */
export const beginning = (field: string): ListFilter => ({
  description: `those whose ${field} begins with this text`,
  text: (text) => ({ beginning: [{ field, text }] }),
});

/** Objects that contain a document. */
export const holding = (description: string, document: (value: string) => object): ListFilter => ({
  description,
  text: (value) => ({ containing: [document(value)] }),
});

/** Objects whose field has one of a few words, or true or false. */
export const being = (field: string, words: readonly [string, ...string[]] | 'boolean'): ListFilter => ({
  description: `those whose ${field} is this`,
  ...(words === 'boolean' ? { field, words } : { field, words }),
});

/** Objects with an attribute, and with `value` those whose attribute has that value. */
export const attributeFilters: ListFilters = {
  attribute: {
    description: 'those that have this attribute themselves',
    text: (name, { value }) => ({
      containing: [{ attributes: { [name]: value === undefined ? [] : [value] } }],
    }),
  },
  value: {
    description: 'with attribute: those that have it with this value',
    needs: 'attribute',
    text: () => ({}),
  },
};

/** Objects whose field is this principal, or is a list with this principal. */
export const principalFilters = (field: string, description: string, list: boolean): ListFilters => {
  const inside = (principal: object) => ({ [field]: list ? [principal] : principal });
  const one = list ? field.replace(/s$/, '') : field;
  return {
    [`${one}User`]: holding(`${description} this user`, (user) => inside({ user })),
    [`${one}Group`]: holding(`${description} this group`, (group) => inside({ group })),
  };
};

/** The filters of lists of policies of both kinds. */
export const policyFilters: ListFilters = {
  namePrefix: beginning('name'),
  dataSource: holding('those local to this data source', (dataSource) => ({ dataSource })),
  tag: holding('those whose target names this tag', (tag) => ({ target: { tags: [tag] } })),
  schema: holding('those whose target names this schema', (schema) => ({ target: { schemas: [schema] } })),
  enabled: being('enabled', 'boolean'),
};
