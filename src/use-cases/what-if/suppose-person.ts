import { didYouMean } from '../../base/nearest.js';
import { Refusal } from '../../base/refusal.js';
import { checkChange } from '../../checks/check-change.js';
import { isAcknowledged } from '../../model/purpose.js';
import { describePrincipal } from '../../model/principals.js';
import type { User } from '../../model/principals.js';
import type { Project } from '../../model/project.js';
import type { Person } from '../../policy/facts.js';
import { askEditor } from '../../world/ask-editor.js';
import type { MemoryWorld } from '../../world/memory/memory-world.js';
import { personOf } from '../../world/person.js';
import { isMember, workOf } from '../../world/work.js';
import type { Editor } from '../../world/world-store.js';
import { refuse } from '../world/failures.js';
import type { PersonSuppositions, SupposedFacts } from './suppositions.js';

/** A person of whom something was supposed, and what. */
interface SupposedPerson {
  readonly user: string;
  /** Each supposition, in words. */
  readonly supposed: readonly string[];
  readonly warnings: readonly string[];
}

/** What is supposed of a person, and when. */
type OfPerson = Omit<PersonSuppositions['suppose'], 'at'> & { readonly at: Date };

/**
 * Changes a world in memory to what is supposed of a person: that they exist, that they work in a project, that they acknowledged a purpose.
 * @param user undefined for a person without a name
 * @throws Refusal `invalid` for what cannot be, with the reason
 */
export async function supposePerson(
  world: MemoryWorld,
  user: string | undefined,
  { project, purpose, facts, at }: OfPerson,
): Promise<SupposedPerson> {
  const { result } = await world.change('what-if', async (editor): Promise<SupposedPerson> => {
    const made = facts === undefined ? undefined : await supposeFacts(editor, user, facts);
    const name = made?.user ?? user;
    if (name === undefined) throw new Refusal('invalid', 'name the user, or the facts of a new one');
    const work = await supposeWork(editor, name, { project, purpose, at });
    return {
      user: name,
      supposed: [...(made?.supposed ?? []), ...work],
      warnings: made?.warnings ?? [],
    };
  });
  return result;
}

/** The name of a person who has none. It says so itself, and it is unlikely that anything names such a user. */
const nameless = '(new person)';

/** Creates a user with facts. */
async function supposeFacts(
  editor: Editor,
  name: string | undefined,
  { groups, attributes, iam }: SupposedFacts,
): Promise<SupposedPerson> {
  if (name !== undefined && (await editor.get('user', name)) !== undefined) {
    throw new Refusal(
      'invalid',
      `user '${name}' exists: supposed facts are those of a new person. Leave the user out, or change the user in a file`,
    );
  }
  const user: User = {
    name: name ?? (await unusedName(editor)),
    groups: [...new Set(groups)],
    attributes: Object.fromEntries(Object.entries(attributes).map(([of, values]) => [of, [...values]])),
    ...(iam === undefined ? {} : { iam }),
  };
  const unknown = await unknownFacts(editor, user);
  refuse(unknown.map((message) => ({ path: [], message })));
  const problems = await checkChange(editor, 'user', [user]);
  refuse(problems.map(({ message }) => ({ path: [], message })));
  await editor.put('user', [user]);
  return { user: user.name, supposed: [describeUser(user)], warnings: await unknownProvider(editor, user) };
}

async function unusedName(editor: Editor): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? nameless : `(new person ${number})`;
    if ((await editor.get('user', name)) === undefined) return name;
  }
}

/** The groups and attributes that nobody has: most likely misspelt ones. */
async function unknownFacts(editor: Editor, { groups, attributes }: User): Promise<readonly string[]> {
  const known = await editor.keys('group');
  const declared = (await editor.get('settings', 'settings'))?.attributes?.map(({ name }) => name) ?? [];
  const held = [...new Set([...declared, ...((await editor.read({ entry: 'attributeNames' })) ?? [])])];
  return [
    ...groups
      .filter((group) => !known.includes(group))
      .map((group) => `there is no group '${group}'${didYouMean(group, known)}`),
    ...Object.keys(attributes)
      .filter((attribute) => !held.includes(attribute))
      .map(
        (attribute) =>
          `no user or group has an attribute '${attribute}'${didYouMean(attribute, [...held, 'groups', 'iam'])}`,
      ),
  ];
}

/** The identity provider may be a new one, so it is no error. */
async function unknownProvider(editor: Editor, { name, iam }: User): Promise<readonly string[]> {
  if (iam === undefined) return [];
  const users = await editor.all('user');
  const others = new Set(users.flatMap((user) => (user.name === name ? [] : (user.iam ?? []))));
  return others.size === 0 || others.has(iam)
    ? []
    : [`no other user is from identity provider '${iam}'${didYouMean(iam, others)}`];
}

function describeUser({ name, groups, attributes, iam }: User): string {
  const quoted = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(', ');
  const facts = [
    ...(groups.length === 0 ? [] : [`in ${groups.length === 1 ? 'group' : 'groups'} ${quoted(groups)}`]),
    ...Object.entries(attributes).map(([attribute, values]) => `with ${attribute} ${quoted(values)}`),
    ...(iam === undefined ? [] : [`from identity provider '${iam}'`]),
  ];
  return `user '${name}' exists${facts.length === 0 ? ', in no group and without attributes' : `, ${facts.join(', ')}`}`;
}

/** Makes a person work in a project, and acknowledge one of its purposes. */
async function supposeWork(
  editor: Editor,
  user: string,
  { project: named, purpose, at }: Pick<OfPerson, 'project' | 'purpose' | 'at'>,
): Promise<readonly string[]> {
  if (named === undefined && purpose === undefined) return [];
  const { person, current } = await askEditor(editor, (look) => {
    const person = personOf(look, user);
    return { person, current: person === undefined ? undefined : workOf(look, person, undefined).project };
  });
  if (person === undefined) throw await noSuchUser(editor, user);
  const given = named === undefined ? undefined : await projectOf(editor, person, named);
  if (purpose === undefined) return given === undefined ? [] : switchTo(editor, user, given, current);
  if ((await editor.get('purpose', purpose)) === undefined) {
    const hint = didYouMean(purpose, await editor.keys('purpose'));
    throw new Refusal('invalid', `there is no purpose '${purpose}'${hint}`);
  }
  const project = given ?? (await projectFor(editor, person, purpose, current));
  if (!project.purposes.includes(purpose)) {
    const has =
      project.purposes.length === 0
        ? 'no purpose'
        : `only ${project.purposes.map((one) => `'${one}'`).join(', ')}`;
    throw new Refusal(
      'invalid',
      `nobody acts under purpose '${purpose}' in project '${project.name}', which has ${has}`,
    );
  }
  return [
    ...(await switchTo(editor, user, project, current)),
    ...(await acknowledge(editor, user, { project, purpose, at })),
  ];
}

async function noSuchUser(editor: Editor, user: string): Promise<Refusal> {
  const inactive = (await editor.get('user', user)) !== undefined;
  const message = inactive
    ? `user '${user}' is inactive, and works in no project`
    : `there is no user '${user}'${didYouMean(user, await editor.keys('user'))}`;
  return new Refusal('invalid', message);
}

async function projectOf(editor: Editor, person: Person, name: string): Promise<Project> {
  const project = await editor.get('project', name);
  if (project === undefined) {
    const hint = didYouMean(name, await editor.keys('project'));
    throw new Refusal('invalid', `there is no project '${name}'${hint}`);
  }
  if (isMember(project, person.name, person)) return project;
  const members = project.members.map(describePrincipal).join(', ');
  throw new Refusal(
    'invalid',
    `user '${person.name}' is no member of project '${name}'${members === '' ? '' : `, whose members are ${members}`}`,
  );
}

/** The project in which a person can act under a purpose: the one where they work, or the only one that has the purpose. */
async function projectFor(
  editor: Editor,
  person: Person,
  purpose: string,
  current: Project | undefined,
): Promise<Project> {
  if (current?.purposes.includes(purpose)) return current;
  const all = await editor.all('project');
  const having = all.filter(
    (project) => project.purposes.includes(purpose) && isMember(project, person.name, person),
  );
  const [only, ...others] = having;
  if (only !== undefined && others.length === 0) return only;
  const names = having.map(({ name }) => `'${name}'`).join(', ');
  throw new Refusal(
    'invalid',
    only === undefined
      ? `user '${person.name}' is a member of no project with purpose '${purpose}': people act only under purposes of the project that they work in`
      : `purpose '${purpose}' is one of several projects: name one of ${names}`,
  );
}

async function switchTo(
  editor: Editor,
  user: string,
  { name }: Project,
  current: Project | undefined,
): Promise<readonly string[]> {
  if (current?.name === name) return [`user '${user}' works in project '${name}', as they do`];
  await editor.put('workingProject', [{ user, project: name }]);
  const before = current === undefined ? 'in no project' : `in project '${current.name}'`;
  return [`user '${user}' works in project '${name}' (now: ${before})`];
}

/** Acknowledges a purpose for a person; in an equalized project for every member, because it applies to nobody before. */
async function acknowledge(
  editor: Editor,
  user: string,
  { project, purpose: name, at }: { readonly project: Project; readonly purpose: string; readonly at: Date },
): Promise<readonly string[]> {
  const purpose = await editor.get('purpose', name);
  const others =
    project.equalized === false ? [] : project.members.flatMap((one) => ('user' in one ? [one.user] : []));
  const lacking: string[] = [];
  for (const person of new Set([user, ...others])) {
    const done = (await editor.read({ entry: 'acknowledgements', user: person })) ?? [];
    if (purpose === undefined || isAcknowledged(purpose, done)) continue;
    lacking.push(person);
    const { statement } = purpose;
    await editor.put('acknowledgement', [
      {
        user: person,
        purpose: name,
        at: at.toISOString(),
        ...(statement === undefined ? {} : { statement }),
      },
    ]);
  }
  const who = lacking.map((person) => `'${person}'`).join(', ');
  return [
    `user '${user}' acts under purpose '${name}'${lacking.length === 0 ? '' : `, acknowledged by ${who}`}`,
  ];
}
