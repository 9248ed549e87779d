import { z } from 'zod';

import { HttpProblem } from './problem.js';
import type { Filter } from './resource.js';

const text = z.string();

/** Objects whose text under this key begins so. */
export const beginning = (field: string): Filter => ({
  description: `those whose ${field} begins so`,
  schema: text,
  where: (value) => ({ beginning: [{ field, text: value }] }),
});

/** Objects that contain what a value stands for. */
export const holding = (description: string, document: (value: string) => object): Filter => ({
  description,
  schema: text,
  where: (value) => ({ containing: [document(value)] }),
});

/** Objects whose text under this key is one of a few words. */
export const oneOf = (field: string, words: readonly [string, ...string[]]): Filter => ({
  description: `those whose ${field} is this`,
  schema: z.enum(words),
  where: (value) => {
    if (!words.includes(value)) {
      throw new HttpProblem('bad-request', `'${field}' must be one of ${words.join(', ')}, not '${value}'`);
    }
    return { containing: [{ [field]: value }] };
  },
});

/** Objects for which something is true, or false. */
export const truth = (field: string): Filter => ({
  description: `those whose ${field} is this`,
  schema: z.boolean(),
  where: (value) => {
    if (value !== 'true' && value !== 'false') {
      throw new HttpProblem('bad-request', `'${field}' must be true or false, not '${value}'`);
    }
    return { containing: [{ [field]: value === 'true' }] };
  },
});

/** Objects with an attribute; with `value` only those that have it with this value. */
export const attributeFilters: Readonly<Record<string, Filter>> = {
  attribute: {
    description: 'those that have this attribute themselves',
    schema: text,
    where: (name, { value }) => ({
      containing: [{ attributes: { [name]: value === undefined ? [] : [value] } }],
    }),
  },
  value: {
    description: 'with attribute: those that have it with this value',
    schema: text,
    where: (_value, { attribute }) => {
      if (attribute === undefined) throw new HttpProblem('bad-request', "'value' needs 'attribute'");
      return {};
    },
  },
};

/** Objects that name a principal under this key; of a list, among others. */
export const principalFilters = (
  field: string,
  description: string,
  list: boolean,
): Readonly<Record<string, Filter>> => {
  const inside = (principal: object) => ({ [field]: list ? [principal] : principal });
  return {
    [`${list ? singular(field) : field}User`]: holding(`${description} this user`, (user) =>
      inside({ user }),
    ),
    [`${list ? singular(field) : field}Group`]: holding(`${description} this group`, (group) =>
      inside({ group }),
    ),
  };
};

const singular = (field: string): string => field.replace(/s$/, '');
