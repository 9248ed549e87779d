import type { Principal } from '../model/principals.js';
import type { Project } from '../model/project.js';
import { isAcknowledged } from '../model/purpose.js';
import { equalize, lacksOf } from '../policy/equalize.js';
import type { Member, Person, Work } from '../policy/facts.js';
import { blocksOf, isInactive, personOf } from './person.js';
import type { Look } from './look.js';

const none = (because: string): Work => ({ project: undefined, because, purposes: [], withheld: [] });

/** The way a person works outside of projects. */
export const workingInNone: Work = none('works in no project');

/** Whether a person may work in a project: by name, or by a group. */
export const isMember = ({ members }: Project, userName: string, person: Person): boolean =>
  members.some((member) => ('user' in member ? member.user === userName : person.groups.has(member.group)));

/**
 * Looks up the project in which a person works. If the settings allow it, the session's client selects it; otherwise it is the project to
 * which the person switched. A project that does not exist, or of which they are not a member, does not count: they then work in no
 * project.
 */
export function workOf(look: Look, self: Person, named: string | undefined): Work {
  const user = self.name;
  const inSource = named !== undefined && look({ entry: 'settings' })?.projectInSource ? named : undefined;
  const name = inSource ?? look({ entry: 'workingProject', user })?.project;
  if (name === undefined) return workingInNone;
  const how =
    inSource === undefined ? `switched to project '${name}'` : `the client's source names project '${name}'`;
  const project = look({ entry: 'project', name });
  // The same message in both cases: the person may not learn about the projects of others.
  if (project === undefined || !isMember(project, user, self)) {
    return none(`${how}, which does not exist or has no such member: works in no project`);
  }
  return workIn(look, self, project, how);
}

/** Which acknowledgements of purposes count: those that were made, or all that people can make. */
type Acknowledged = 'made' | 'whatever can be';

/** The way a member of a project works there, and why they work there. */
export function workIn(
  look: Look,
  self: Person,
  project: Project,
  because: string,
  acknowledged: Acknowledged = 'made',
): Work {
  const { purposes, withheld } = purposesOf(look, project, self.name, acknowledged);
  const { equalized } = project;
  return {
    project,
    because,
    purposes,
    withheld,
    ...(equalized === false
      ? {}
      : {
          equalized: {
            members: project.members.map((principal) => memberOf(look, principal)),
            lacks: equalized === true ? [] : lacksOf(self, equalized),
          },
        }),
  };
}

/** The facts that decide while a person works in this way: their own, or what the members of an equalized project share. */
export const subjectOf = (self: Person | undefined, { project, equalized }: Work): Person | undefined =>
  self === undefined || project === undefined || equalized === undefined
    ? self
    : equalize(equalized.members, typeof project.equalized === 'object' ? project.equalized : undefined);

/** A group represents all its members by the facts that each of them has for certain, so that its users need not be listed. */
function memberOf(look: Look, principal: Principal): Member {
  if ('user' in principal) {
    const { user } = principal;
    const person = personOf(look, user);
    const blocks = person === undefined ? [] : blocksOf(look, person);
    return { principal, person, blocks, ...(isInactive(look, user) ? { inactive: true } : {}) };
  }
  const group = look({ entry: 'group', name: principal.group });
  if (group === undefined) return { principal, person: undefined, blocks: [] };
  const attributes = Object.entries(group.attributes).map(
    ([name, values]) => [name, [...new Set(values)].toSorted()] as const,
  );
  return {
    principal,
    blocks: (look({ entry: 'blocks' }) ?? []).filter(({ blocked }) => mayBeIn(look, blocked, group.name)),
    person: {
      name: '',
      groups: new Set([group.name]),
      attributes: new Map(attributes),
      equalized: true,
      possible: 'anything',
    },
  };
}

/** Whether a blocked user may be in a group. Members of any blocked group may be, because the users of a group are not listed. */
function mayBeIn(look: Look, blocked: Principal, group: string): boolean {
  if ('group' in blocked) return true;
  const user = look({ entry: 'user', name: blocked.user });
  return user !== undefined && user.active !== false && user.groups.includes(group);
}

/** The purposes of a project that apply to a person. In an equalized project, only those that every user among its members acknowledged. */
function purposesOf(
  look: Look,
  project: Project,
  user: string,
  acknowledged: Acknowledged,
): Pick<Work, 'purposes' | 'withheld'> {
  const others =
    project.equalized === false
      ? []
      : project.members.flatMap((member) => ('user' in member ? [member.user] : []));
  const people = [...new Set([user, ...others])];
  const found = project.purposes.map((name) => {
    const purpose = look({ entry: 'purpose', name });
    if (purpose === undefined) return { name, because: 'there is no such purpose' };
    if (acknowledged === 'whatever can be') return { name };
    const missing = people.filter(
      (person) => !isAcknowledged(purpose, look({ entry: 'acknowledgements', user: person }) ?? []),
    );
    const who = missing.map((person) => `'${person}'`).join(', ');
    return missing.length === 0 ? { name } : { name, because: `not acknowledged by ${who}` };
  });
  return {
    purposes: found.flatMap(({ name, because }) => (because === undefined ? [name] : [])),
    withheld: found.flatMap(({ name, because }) =>
      because === undefined ? [] : [{ purpose: name, because }],
    ),
  };
}
