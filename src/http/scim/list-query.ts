import type { Request } from 'express';

import { pageSizes } from '../../scim/discovery.js';
import type { ListQuery } from '../../scim/list-resources.js';
import type { Wanted } from '../../scim/project-resource.js';
import { badRequest } from '../../scim/scim-error.js';

/** The list parameters of a request (RFC 7644, section 3.4.2). @throws ScimError `invalidValue` */
export function listQueryOf(request: Request): ListQuery {
  const filter = textOf(request, 'filter');
  return {
    ...wantedOf(request),
    ...(filter === undefined || filter.trim() === '' ? {} : { filter }),
    startIndex: Math.max(1, numberOf(request, 'startIndex', 1)),
    count: Math.min(pageSizes.most, Math.max(0, numberOf(request, 'count', pageSizes.usual))),
  };
}

/** The requested attributes (RFC 7644, section 3.9). @throws ScimError `invalidValue` if both parameters are given */
export function wantedOf(request: Request): Wanted {
  const attributes = namesOf(request, 'attributes');
  const excludedAttributes = namesOf(request, 'excludedAttributes');
  if (attributes !== undefined && excludedAttributes !== undefined) {
    throw badRequest('invalidValue', "give 'attributes' or 'excludedAttributes', not both");
  }
  return { attributes, excludedAttributes };
}

function textOf({ query }: Request, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw badRequest('invalidValue', `'${name}' must be given once`);
}

const namesOf = (request: Request, name: string): readonly string[] | undefined => {
  const names = textOf(request, name)
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return names?.length === 0 ? undefined : names;
};

function numberOf(request: Request, name: string, usual: number): number {
  const text = textOf(request, name);
  if (text === undefined) return usual;
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  throw badRequest('invalidValue', `'${name}' must be a whole number, not '${text}'`);
}
