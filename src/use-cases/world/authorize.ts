import { everything, readAll, readOwn, roles } from '../../model/rights.js';
import type { Grant, Reach, Role, Verb } from '../../model/rights.js';
import { kindOf } from '../../model/world.js';
import type { Kind } from '../../model/world.js';

/** The subjects of rights in the API: objects of the world, and other resources. */
export type Subject = Kind | keyof typeof beside;

/** What each role may do with resources that are not objects of the world. What is not listed here is not allowed. */
const beside = {
  apiKey: { admin: everything },
  history: { admin: readAll, governor: readAll },
  explanation: { admin: readAll, governor: readAll, owner: readOwn, user: readOwn },
  audit: { admin: readAll, governor: readAll, owner: readOwn, user: readOwn },
  erasure: { admin: everything, governor: everything },
  review: { admin: everything, governor: everything },
} as const satisfies Record<string, Partial<Record<Role, Grant>>>;

/** What a role may do with a subject. For objects of the world, their kind declares it. */
function grantOf(role: Role, subject: Subject): Grant {
  const grants: Partial<Record<Role, Grant>> =
    subject in kindOf
      ? { admin: everything, ...kindOf[subject as Kind].rights }
      : beside[subject as keyof typeof beside];
  return grants[role] ?? {};
}

const rank: Readonly<Record<Reach, number>> = { none: 0, own: 1, all: 2 };

/** The reach of several roles together: that of the role with the widest reach. */
export const reachOf = (roles: Iterable<Role>, subject: Subject, verb: Verb): Reach =>
  [...roles]
    .map((role): Reach => grantOf(role, subject)[verb] ?? 'none')
    .reduce((most, reach) => (rank[reach] > rank[most] ? reach : most), 'none');

const roleNames: Readonly<Record<Role, string>> = {
  admin: 'an administrator',
  governor: 'a governor',
  owner: 'an owner of the data source',
  user: 'a user for themselves',
  scim: 'an identity provider',
};

/**
 * The roles that may do this to such subjects, in words, such as `an administrator or a governor`.
 * @param reach `all` omits roles that may do it only to objects of their own
 */
export const whoMay = (subject: Subject, verb: Verb, reach: 'all' | 'own' = 'own'): string =>
  roles
    .filter((role) => {
      const found = grantOf(role, subject)[verb];
      return found === 'all' || found === reach;
    })
    .map((role) => roleNames[role])
    .join(' or ');
