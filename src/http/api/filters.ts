import { z } from 'zod';

import type { ListFilter } from '../../model/list-filter.js';
import type { ObjectCriteria } from '../../model/object-criteria.js';
import type { QueryParameter } from './operation.js';
import { HttpProblem } from './problem.js';

/** A filter as a parameter of a request. */
export const parameterOf = (filter: ListFilter): QueryParameter => ({
  description: filter.description,
  schema: 'text' in filter ? z.string() : filter.words === 'boolean' ? z.boolean() : z.enum(filter.words),
});

/** The criteria of a filter for the store; none if the request does not have its parameter. @throws HttpProblem */
export function criteriaOf(
  name: string,
  filter: ListFilter,
  query: Readonly<Record<string, string>>,
): ObjectCriteria {
  const value = query[name];
  if (value === undefined) return {};
  if ('text' in filter) {
    if (filter.needs !== undefined && query[filter.needs] === undefined) {
      throw new HttpProblem('bad-request', `'${name}' needs '${filter.needs}'`);
    }
    return filter.text(value, query);
  }
  const { field, words } = filter;
  if (words === 'boolean') {
    if (value !== 'true' && value !== 'false') {
      throw new HttpProblem('bad-request', `'${field}' must be true or false, not '${value}'`);
    }
    return { containing: [{ [field]: value === 'true' }] };
  }
  if (!words.includes(value)) {
    throw new HttpProblem('bad-request', `'${field}' must be one of ${words.join(', ')}, not '${value}'`);
  }
  return { containing: [{ [field]: value }] };
}
