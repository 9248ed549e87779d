import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { refusalLines } from '../../../src/cli/refusal-text.js';
import { Refusal } from '../../../src/base/refusal.js';
import { configFile } from '../../../src/config/config.js';
import { startService } from '../../../src/serve/start-service.js';
import { runCommand } from './run-command.js';

const world = `
settings: { attributes: [{ name: region, values: [EU, US] }] }
tags: [{ name: PII }]
groups: [{ name: staff }, { name: finance }, { name: interns }]
purposes: [{ name: Audit, statement: for audits only }, { name: Fraud }]
users:
  - { name: ann, groups: [staff], attributes: { region: [EU] }, iam: okta }
  - { name: bob, groups: [finance] }
  - { name: eve, groups: [staff], active: false }
dataSources:
  - schema: s
    name: d
    table: a.b.c
    columns: [{ name: id, type: bigint }, { name: region, type: varchar }, { name: mail, type: varchar, tags: [PII] }]
  - { schema: s, name: other, table: a.b.other, columns: [{ name: id, type: bigint }] }
subscriptions:
  - { dataSource: s.d, subscriber: { group: staff }, expires: "2027-01-31T00:00:00Z" }
policies:
  - name: own regions
    dataSource: s.d
    rules: [{ rows: { column: { name: region }, in: { attribute: region } } }]
  - { name: mails, rules: [{ mask: { type: "null" }, columns: { tags: [PII] }, exceptWhen: { purpose: Audit } }] }
projects:
  - { name: audit, dataSources: [s.d], members: [{ group: staff }, { user: bob }], purposes: [Audit] }
  - { name: audit2, dataSources: [s.other], members: [{ user: bob }], purposes: [Audit] }
  - { name: closed, dataSources: [s.d], members: [{ user: bob }] }
  - { name: same, dataSources: [s.d], members: [{ user: ann }, { user: bob }], purposes: [Audit], equalized: true }
`;

const explanation = `s.d is open to zoe: subscription of group 'staff' is approved

What if
  the files are applied: CHANGE (1 created)
  the time is 2026-12-24T00:00:00.000Z; the world is as it is now
  user 'zoe' works in project 'audit' (now: in no project)
  user 'zoe' acts under purpose 'Audit', acknowledged by 'zoe'

Facts about the user
  groups: staff
  region: US

Current project
  works in project 'audit', as supposed
  acts under Audit

Policies considered
  mails (global)
    rule 1 (mask): targets this data source (a column is tagged PII), does not apply: acts under purpose 'Audit'
  own regions (local)
    rule 1 (rows): targets this data source (local to 's.d'), applies: for everyone
      rows whose region is one of attribute region (US)

Rows shown: those that meet all of these
  region is one of attribute region (US)  [own regions]

Columns
  id      raw
  region  raw
  mail    raw

SQL
  SELECT id, region, mail
  FROM a.b.c
  WHERE
    if(
      current_user = 'zoe',
      TRUE,
      CAST(fail('this view was generated for another user') AS boolean)
    )
    AND region = 'US'
`;

let folder: string;
let store: string;
let file: Readonly<Record<'change' | 'wrong' | 'missing', string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'what-if-'));
  store = join(folder, 'store');
  file = {
    change: join(folder, 'change.yaml'),
    wrong: join(folder, 'wrong.yaml'),
    missing: join(folder, 'missing.yaml'),
  };
  await writeFile(join(folder, 'world.yaml'), world);
  await writeFile(file.change, 'users: [{ name: zoe, groups: [staff], attributes: { region: [US] } }]\n');
  await writeFile(file.wrong, 'users: [{ name: zoe, groups: [stuff] }]\n');
  await runCommand('root', ['apply', '-f', join(folder, 'world.yaml'), '--store', store]);
});
afterAll(() => rm(folder, { recursive: true }));

const scrim = async (...args: readonly string[]) => runCommand('root', [...args, '--store', store]);

const json = async (...args: readonly string[]) =>
  JSON.parse((await scrim(...args, '--json')).out) as {
    readonly decision: string;
    readonly supposed?: readonly string[];
    readonly work: { readonly project: string | null; readonly purposes: readonly string[] };
    readonly columns: readonly { readonly name: string; readonly shown: string }[];
  };

/** The lines that a refused command prints. */
async function refusal(...args: readonly string[]): Promise<readonly string[]> {
  try {
    await scrim(...args);
  } catch (error) {
    if (error instanceof Refusal) return refusalLines(error);
    return [(error as Error).message];
  }
  throw new Error('it was not refused');
}

describe('what if', () => {
  const asked = () =>
    [
      'explain',
      's.d',
      '--user',
      'zoe',
      '-f',
      file.change,
      '--purpose',
      'Audit',
      '--at',
      '2026-12-24',
    ] as const;

  it('explains a world that is not applied yet, at another time, for a person in a project of theirs', async () => {
    expect((await scrim(...asked())).out.replaceAll(file.change, 'CHANGE').trimEnd()).toBe(
      explanation.trimEnd(),
    );
    const { out } = await scrim('explain', 's.d', '--user', 'zoe', '--json');
    expect(JSON.parse(out)).toMatchObject({ decision: 'hidden', facts: null });
  });

  it('asks the service that has the store open', async () => {
    const config = configFile.parse({ logLevel: 'silent' });
    const service = await startService({ port: 0, store, config, env: {} });
    try {
      expect((await scrim(...asked())).out.replaceAll(file.change, 'CHANGE').trimEnd()).toBe(
        explanation.trimEnd(),
      );
      const { out, err } = await scrim('view', 's.d', '--as-facts', 'groups=staff,region=EU');
      expect(out).toMatch(/current_user = '\(new person\)'.*region = 'EU'/s);
      expect(err).toBe("what if: user '(new person)' exists, in group 'staff', with region 'EU'\n");
      expect((await refusal('who-can', 's.d', '-f', file.wrong))[0]).toBe(
        `${file.wrong}:1:31: there is no group 'stuff'; did you mean 'staff'?`,
      );
    } finally {
      await service.stop();
    }
  });

  it('counts the users of a world that is not applied yet', async () => {
    const { out } = await scrim('who-can', 's.d', '-f', file.change, '--at', '2026-12-24');
    expect(out.replaceAll(file.change, 'CHANGE')).toContain(`4 users and what they see of s.d

What if
  the files are applied: CHANGE (1 created)
  the time is 2026-12-24T00:00:00.000Z; the world is as it is now

2  nothing: it does not exist for them
    who: bob, eve
`);
    expect((await scrim('who-can', 's.d', '--at', '2027-02-01')).out).toContain(
      '3  nothing: it does not exist for them',
    );
    expect((await scrim('who-can', 's.d')).out).toMatch(/^3 users and what they see of s\.d\n\n\d/);
  });

  it('answers about the world of the past', async () => {
    const past = ['--as-of', 'revision:1'] as const;
    await writeFile(join(folder, 'later.yaml'), 'users: [{ name: ann, groups: [interns] }]\n');
    await scrim('apply', '-f', join(folder, 'later.yaml'));
    try {
      expect((await scrim('explain', 's.d', '--user', 'ann')).out).toMatch(/^s\.d does not exist for ann/);
      const { out } = await scrim('explain', 's.d', '--user', 'ann', ...past, '--at', '2026-12-24');
      expect(out).toMatch(
        /^as of revision 1 of 20\S+Z, at 2026-12-24T00:00:00\.000Z\ns\.d is open to ann: .*\n\nWhat if\n {2}the time is 2026-12-24T00:00:00\.000Z; the world is as of revision 1\n/,
      );
      const supposed = ['-f', file.change, '--at', '2026-12-24'] as const;
      expect((await scrim('who-can', 's.d', ...past, ...supposed)).out).toMatch(
        /^as of revision 1 of \S+, at 2026-12-24\S+\n4 users and what they see of s\.d\n/,
      );
      const { out: sql, err } = await scrim('view', 's.d', '--user', 'ann', ...past);
      expect([sql, err]).toEqual([
        expect.stringMatching(/^SELECT/),
        expect.stringMatching(/^as of revision 1 of \S+\n$/),
      ]);
      expect(
        await json('explain', 's.d', '--user', 'ann', '--as-of', new Date().toISOString()),
      ).toMatchObject({
        asOf: { revision: 2 },
        decision: 'hidden',
      });
    } finally {
      await scrim('apply', '-f', join(folder, 'world.yaml'));
    }
  });

  it.each([
    [
      ['--as-of', 'now'],
      /^--as-of: expected a date .*, or a revision, such as revision:12, but found 'now'$/,
    ],
    [['--as-of', 'revision:99'], /^there is no revision 99: the world has revisions 1 to \d+$/],
    [['--as-of', '2020-01-01'], /^2020-01-01T00:00:00\.000Z is before the history of the world: it begins /],
    [
      ['--as-of', '2020-01-01', '--at', '2026-01-01'],
      /^2020-01-01T00:00:00Z is a time already: leave the other time out, or name a revision/,
    ],
  ])('refuses %j', async (options, message) => {
    expect((await refusal('explain', 's.d', '--user', 'ann', ...options))[0]).toMatch(message);
  });

  it('knows who a person is that does not exist yet', async () => {
    const { out, err } = await scrim('explain', 's.d', '--as-facts', 'groups=staff,region=EU|US,iam=okto');
    expect(out).toMatch(/is open to \(new person\).*region: EU, US.*region IN \('EU', 'US'\)/s);
    expect(err).toBe("warning: no other user is from identity provider 'okto'; did you mean 'okta'?\n");
    const named = await json(
      'explain',
      's.d',
      '--user',
      'new',
      '--as-facts',
      'groups=staff',
      '--project',
      'audit',
    );
    expect(named).toMatchObject({ user: 'new', decision: 'open', work: { project: 'audit', purposes: [] } });
    expect(await json('explain', 's.d', '--as-facts', '')).toMatchObject({ decision: 'hidden' });
  });

  it('lets everybody in an equalized project acknowledge a purpose', async () => {
    const told = await json('explain', 's.d', '--user', 'ann', '--project', 'same', '--purpose', 'Audit');
    expect(told.work.purposes).toEqual(['Audit']);
    expect(told.supposed).toEqual([
      "user 'ann' works in project 'same' (now: in no project)",
      "user 'ann' acts under purpose 'Audit', acknowledged by 'ann', 'bob'",
    ]);
  });

  it('supposes nothing where nothing is asked for', async () => {
    expect((await json('explain', 's.d', '--user', 'ann')).supposed).toBeUndefined();
  });

  const ann = ['explain', 's.d', '--user', 'ann'];
  const bob = ['explain', 's.d', '--user', 'bob'];
  it.each([
    [
      'a project of others',
      [...ann, '--project', 'closed'],
      "user 'ann' is no member of project 'closed', whose members are user 'bob'",
    ],
    [
      'an unknown project',
      [...ann, '--project', 'audt'],
      "there is no project 'audt'; did you mean 'audit'?",
    ],
    [
      'an unknown purpose',
      [...ann, '--purpose', 'Frud'],
      "there is no purpose 'Frud'; did you mean 'Fraud'?",
    ],
    [
      'a purpose of no project',
      [...ann, '--purpose', 'Fraud'],
      "user 'ann' is a member of no project with purpose 'Fraud': people act only under purposes of the project that they work in",
    ],
    [
      'a purpose of several projects',
      [...bob, '--purpose', 'Audit'],
      "purpose 'Audit' is one of several projects: name one of 'audit', 'audit2', 'same'",
    ],
    [
      'a purpose that the project has not',
      [...bob, '--project', 'closed', '--purpose', 'Audit'],
      "nobody acts under purpose 'Audit' in project 'closed', which has no purpose",
    ],
    [
      'an unknown user',
      ['view', 's.d', '--user', 'an', '--project', 'audit'],
      "there is no user 'an'; did you mean 'ann'?",
    ],
    [
      'an inactive user',
      ['view', 's.d', '--user', 'eve', '--project', 'audit'],
      "user 'eve' is inactive, and works in no project",
    ],
    [
      'facts of somebody who exists',
      [...ann, '--as-facts', 'groups=staff'],
      "user 'ann' exists: supposed facts are those of a new person. Leave the user out, or change the user in a file",
    ],
    [
      'a value that is not allowed',
      ['view', 's.d', '--as-facts', 'region=UE'],
      "'UE' is not a value of attribute 'region'; did you mean 'EU'?",
    ],
    [
      'nobody',
      ['explain', 's.d'],
      "required option '--user <user>' not specified; for a person who does not exist yet, give --as-facts <facts>",
    ],
    [
      '--prune without files',
      [...ann, '--prune'],
      '--prune needs --file: it removes what the files do not name',
    ],
    [
      'half a date',
      [...ann, '--at', '2027-01'],
      "--at: expected a date (its beginning in UTC) or a time with its zone, such as 2026-12-01 or 2026-12-01T09:00:00+01:00, but found '2027-01'",
    ],
    ['a project of all users', ['who-can', 's.d', '--project', 'audit'], "error: unknown option '--project'"],
  ])('refuses %s', async (_what, args, message) => {
    expect(await refusal(...args)).toEqual([message]);
  });

  it('refuses unknown facts, all at once, and files that apply would refuse', async () => {
    expect(await refusal('explain', 's.d', '--as-facts', 'groups=staf,regio=EU,group=x')).toEqual([
      "there is no group 'staf'; did you mean 'staff'?",
      "no user or group has an attribute 'regio'; did you mean 'region'?",
      "no user or group has an attribute 'group'; did you mean 'groups'?",
    ]);
    expect((await refusal('explain', 's.d', '--user', 'zoe', '-f', file.change, '--prune'))[0]).toBe(
      `${file.change}:1:31: there is no group 'staff'; declare it under groups`,
    );
    expect((await refusal(...ann, '-f', file.missing))[0]).toMatch(/missing\.yaml: there is no such file/);
    expect(await refusal('view', 's.d', '--as-facts', 'groups=interns')).toEqual([
      "view 's.d' does not exist for this person: run 'scrim explain' with the same options for the reason",
    ]);
  });

  it('creates no store', async () => {
    const nowhere = ['--store', join(folder, 'nowhere')];
    const { out } = await runCommand('root', [...ann, '-f', join(folder, 'world.yaml'), ...nowhere]);
    expect(out).toMatch(/^s\.d is open to ann/);
    await runCommand('root', ['who-can', 's.d', '-f', join(folder, 'world.yaml'), ...nowhere]);
    expect(await readdir(folder)).not.toContain('nowhere');
  });
});
