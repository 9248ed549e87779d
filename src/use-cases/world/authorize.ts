import { everything, readAll, readOwn, roles } from '../../model/rights.js';
import type { Grant, Reach, Role, Verb } from '../../model/rights.js';
import { kindOf } from '../../model/world.js';
import type { Kind } from '../../model/world.js';

/** What the API lets people act on: the objects of the world, and what is beside them. */
export type Subject = Kind | keyof typeof beside;

/** What each role may do with what is beside the objects of the world; what is not named here is not allowed. */
const beside = {
  apiKey: { admin: everything },
  history: { admin: readAll, governor: readAll },
  explanation: { admin: readAll, governor: readAll, owner: readOwn, user: readOwn },
  review: { admin: everything, governor: everything },
} as const satisfies Record<string, Partial<Record<Role, Grant>>>;

/** What a role may do with a subject: with an object of the world, as its kind declares it. */
function grantOf(role: Role, subject: Subject): Grant {
  const grants: Partial<Record<Role, Grant>> =
    subject in kindOf
      ? { admin: everything, ...kindOf[subject as Kind].rights }
      : beside[subject as keyof typeof beside];
  return grants[role] ?? {};
}

const rank: Readonly<Record<Reach, number>> = { none: 0, own: 1, all: 2 };

/** How far these roles together let somebody do this to such subjects: as far as the one that goes farthest. */
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
 * Who may do this to such subjects, in words, such as `an administrator or a governor`.
 * @param reach `all` leaves out who may do it to their own only
 */
export const whoMay = (subject: Subject, verb: Verb, reach: 'all' | 'own' = 'own'): string =>
  roles
    .filter((role) => {
      const found = grantOf(role, subject)[verb];
      return found === 'all' || found === reach;
    })
    .map((role) => roleNames[role])
    .join(' or ');
