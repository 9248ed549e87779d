import type { Principal } from '../../src/model/principals.js';
import type { Project } from '../../src/model/project.js';
import type { WorldFile } from '../../src/model/world.js';
import type { Holding, Subject } from './subject.js';

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];

const attributesOf = (holders: readonly Holding['attributes'][]): Holding['attributes'] =>
  Object.fromEntries(
    unique(holders.flatMap((holder) => Object.keys(holder))).map((name) => [
      name,
      unique(holders.flatMap((holder) => holder[name] ?? [])),
    ]),
  );

/** What is known of a user: their groups, and attributes with those of the groups; undefined for a name that nobody active has. */
export function holdingOf(world: WorldFile, name: string): Holding | undefined {
  const user = world.users?.find((one) => one.name === name);
  if (user === undefined || user.active === false) return undefined;
  const groups = (world.groups ?? []).filter((group) => user.groups.includes(group.name));
  return {
    groups: groups.map((group) => group.name),
    attributes: attributesOf([user.attributes, ...groups.map((group) => group.attributes)]),
  };
}

/** What is known of each member of a group, by that alone. */
function holdingOfGroup(world: WorldFile, name: string): Holding | undefined {
  const group = world.groups?.find((one) => one.name === name);
  return group && { groups: [name], attributes: attributesOf([group.attributes]) };
}

/** Whether a user or group stands for somebody who has these groups. */
export const standsFor = (principal: Principal, name: string | null, { groups }: Holding): boolean =>
  'user' in principal ? principal.user === name : groups.includes(principal.group);

const shared = (holdings: readonly Holding[]): Holding => {
  const [first = { groups: [], attributes: {} }, ...others] = holdings;
  const entries = Object.entries(first.attributes).map(
    ([name, values]) =>
      [
        name,
        values.filter((value) =>
          others.every(({ attributes }) => attributes[name]?.includes(value) ?? false),
        ),
      ] as const,
  );
  return {
    groups: first.groups.filter((group) => others.every(({ groups }) => groups.includes(group))),
    attributes: Object.fromEntries(entries),
  };
};

/** The project that a user works in, as far as it counts. */
export function projectOf(world: WorldFile, name: string, holding: Holding): Project | undefined {
  const working = world.workingProjects?.find(({ user }) => user === name)?.project;
  const project = world.projects?.find((one) => one.name === working);
  return project?.members.some((member) => standsFor(member, name, holding)) ? project : undefined;
}

/** Someone of whom an equalized project makes the least privileged member. */
export interface MemberOf {
  readonly principal: Principal;
  readonly holding: Holding;
  /** Whether more may be true of them than is known: of a group's members. */
  readonly open: boolean;
}

/** The members of a project that exist; undefined in place of one that does not. */
export const membersOf = (world: WorldFile, { members }: Project): readonly (MemberOf | undefined)[] =>
  members.map((principal) => {
    const open = 'group' in principal;
    const holding = open ? holdingOfGroup(world, principal.group) : holdingOf(world, principal.user);
    return holding && { principal, holding, open };
  });

function purposesOf(world: WorldFile, project: Project, name: string): readonly string[] {
  const others = project.equalized === false ? [] : project.members;
  const people = [name, ...others.flatMap((member) => ('user' in member ? [member.user] : []))];
  return project.purposes.filter((purpose) => {
    const known = world.purposes?.find((one) => one.name === purpose);
    if (known === undefined) return false;
    const acknowledged = (user: string): boolean =>
      (world.acknowledgements ?? []).some((one) => one.user === user && one.purpose === purpose);
    return known.statement === undefined || people.every(acknowledged);
  });
}

/** Somebody as conditions ask about them, with what is known of them. */
export function subjectOf(
  world: WorldFile,
  who: { readonly name: string | null; readonly holding: Holding; readonly open: boolean },
  purposes: readonly string[],
): Subject {
  const iam = world.users?.find(({ name }) => name === who.name)?.iam ?? null;
  return {
    ...who.holding,
    name: who.name,
    iam,
    perhaps: who.open ? 'anything' : who.holding,
    purposes,
    knownGroups: (world.groups ?? []).map(({ name }) => name),
    knownPurposes: (world.purposes ?? []).map(({ name }) => name),
    knownAttributes: [...(world.users ?? []), ...(world.groups ?? [])].flatMap(({ attributes }) =>
      Object.entries(attributes).flatMap(([name, values]) => (values.length > 0 ? [name] : [])),
    ),
  };
}

/** Of whom data policies ask when a user asks: of themselves, or of all members of their equalized project together. */
export function askedOf(world: WorldFile, name: string, holding: Holding): { own: Subject; judged: Subject } {
  const project = projectOf(world, name, holding);
  const purposes = project === undefined ? [] : purposesOf(world, project, name);
  const own = subjectOf(world, { name, holding, open: false }, purposes);
  if (project === undefined || project.equalized === false) return { own, judged: own };
  const members = membersOf(world, project);
  const known = members.map((member) => member?.holding ?? { groups: [], attributes: {} });
  const held: Holding =
    project.equalized === true
      ? shared(known)
      : { groups: project.equalized.groups ?? [], attributes: project.equalized.attributes ?? {} };
  const perhaps: Holding = {
    groups: known.flatMap(({ groups }) => groups),
    attributes: attributesOf(known.map(({ attributes }) => attributes)),
  };
  const open = project.members.some((member) => 'group' in member);
  return { own, judged: { ...own, ...held, name: null, iam: null, perhaps: open ? 'anything' : perhaps } };
}
