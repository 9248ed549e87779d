import type { ObjectCriteria } from './object-criteria.js';

/** A filter of the lists of a kind: which objects the value of a query parameter keeps. */
export type ListFilter = { readonly description: string } & (
  | {
      /** @param others all parameters of the request */
      readonly text: (value: string, others: Readonly<Record<string, string>>) => ObjectCriteria;
      /** Another parameter without which this one means nothing. */
      readonly needs?: string;
    }
  /** Objects with one of a few words under a key. */
  | { readonly field: string; readonly words: readonly [string, ...string[]] }
  /** Objects with true or false under a key. */
  | { readonly field: string; readonly words: 'boolean' }
);
/** The filters of a kind's lists, by their query parameters. */
export type ListFilters = Readonly<Record<string, ListFilter>>;

/** Objects whose text under this key begins so. */
export const beginning = (field: string): ListFilter => ({
  description: `those whose ${field} begins so`,
  text: (text) => ({ beginning: [{ field, text }] }),
});

/** Objects that contain what a value stands for. */
export const holding = (description: string, document: (value: string) => object): ListFilter => ({
  description,
  text: (value) => ({ containing: [document(value)] }),
});

/** Objects whose text under this key is one of a few words, or whose truth value is this. */
export const being = (field: string, words: readonly [string, ...string[]] | 'boolean'): ListFilter => ({
  description: `those whose ${field} is this`,
  ...(words === 'boolean' ? { field, words } : { field, words }),
});

/** Objects with an attribute; with `value` only those that have it with this value. */
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

/** Objects that name a principal under this key; of a list, among others. */
export const principalFilters = (field: string, description: string, list: boolean): ListFilters => {
  const inside = (principal: object) => ({ [field]: list ? [principal] : principal });
  const one = list ? field.replace(/s$/, '') : field;
  return {
    [`${one}User`]: holding(`${description} this user`, (user) => inside({ user })),
    [`${one}Group`]: holding(`${description} this group`, (group) => inside({ group })),
  };
};

/** The filters of lists of policies, whatever these rule. */
export const policyFilters: ListFilters = {
  namePrefix: beginning('name'),
  dataSource: holding('those local to this data source', (dataSource) => ({ dataSource })),
  tag: holding('those whose target names this tag', (tag) => ({ target: { tags: [tag] } })),
  schema: holding('those whose target names this schema', (schema) => ({ target: { schemas: [schema] } })),
  enabled: being('enabled', 'boolean'),
};
