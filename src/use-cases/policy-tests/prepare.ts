import { didYouMean } from '../../base/nearest.js';
import type { InputPath } from '../../base/input.js';
import { readCell } from '../../evaluate/read-cell.js';
import type { RawTable } from '../../evaluate/evaluate-shown.js';
import type { Value } from '../../evaluate/value.js';
import type { Complaint } from '../../files/place.js';
import { conditionMentions, type Condition } from '../../model/condition.js';
import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName, withParents } from '../../model/names.js';
import { trinoTypes } from '../../platforms/trino/types.js';
import { canonicalTable, partsOfText } from '../../policy/sources/definition.js';
import type { DataType } from '../../sql/ast.js';
import { fold } from '../../sql/safe/rules.js';
import { trinoType } from '../../sql/types/from-data-type.js';
import type { MemoryObjects } from '../../world/memory/memory-objects.js';
import type { MemoryWorld } from '../../world/memory/memory-world.js';
import type { ReadTestFile } from './read-test-files.js';
import type { TestPerson } from './test-file.js';

/** A world in which the people of a test file exist, and the rows of its raw tables. */
export interface Prepared {
  readonly file: ReadTestFile;
  readonly world: MemoryWorld;
  readonly tables: readonly RawTable[];
  /** Users of the world, and people of the file. */
  readonly everyone: readonly string[];
}

interface Complaining {
  readonly complain: (path: InputPath, message: string, part?: 'key' | 'value') => void;
  readonly objects: MemoryObjects;
}

/** Brings the people and the rows of a test file into a copy of the world, or says what in the file does not fit the world. */
export async function prepare(
  file: ReadTestFile,
  original: MemoryWorld,
): Promise<Prepared | { readonly complaints: readonly Complaint[] }> {
  const complaints: Complaint[] = [];
  const objects = original.objects();
  const complaining: Complaining = {
    objects,
    complain: (path, message, part) => {
      complaints.push({ place: file.placeOf(path, part), message });
    },
  };
  checkPeople(file, complaining);
  checkCases(file, complaining);
  checkInvariants(file, complaining);
  const tables = tablesOf(file, complaining);
  if (complaints.length > 0) return { complaints };
  const world = original.fork();
  await world.change('test', async (editor) => {
    const people = Object.entries(file.tests.people);
    await editor.put(
      'user',
      people.map(([name, { groups, attributes, iam }]) => ({
        ...{ name, groups, attributes },
        ...(iam === undefined ? {} : { iam }),
      })),
    );
    await editor.put(
      'subscription',
      people.flatMap(([user, { subscribed }]) =>
        subscribed.map((dataSource) => ({
          ...{ dataSource, subscriber: { user }, status: 'approved' as const, approvals: [] },
        })),
      ),
    );
    for (const [user, person] of people) {
      const project = person.project === undefined ? undefined : objects.get('project', person.project);
      if (project === undefined) continue;
      const now = (await editor.get('project', project.name)) ?? project;
      await editor.put('project', [{ ...now, members: [...now.members, { user }] }]);
      await editor.put('workingProject', [{ user, project: project.name }]);
      await editor.put(
        'acknowledgement',
        (person.purposes ?? project.purposes).map((purpose) => {
          const statement = objects.get('purpose', purpose)?.statement;
          return { user, purpose, ...(statement === undefined ? {} : { statement }) };
        }),
      );
    }
  });
  return { file, world, tables, everyone: [...objects.keys('user'), ...Object.keys(file.tests.people)] };
}

/** Reports a name that is not one of those that there are. */
function known(
  { complain }: Complaining,
  what: string,
  name: string,
  names: readonly string[],
  path: InputPath,
  part?: 'key' | 'value',
): void {
  if (!names.includes(name)) complain(path, `there is no ${what} '${name}'${didYouMean(name, names)}`, part);
}

function checkPeople({ tests }: ReadTestFile, complaining: Complaining): void {
  const { complain, objects } = complaining;
  for (const [name, person] of Object.entries(tests.people)) {
    const at = ['people', name];
    if (objects.get('user', name) !== undefined) {
      complain(
        at,
        `'${name}' is a user of the world: give the person another name, or write user: ${name} in cases`,
        'key',
      );
    }
    for (const [index, group] of person.groups.entries()) {
      known(complaining, 'group', group, objects.keys('group'), [...at, 'groups', index]);
    }
    for (const [index, dataSource] of person.subscribed.entries()) {
      known(complaining, 'data source', dataSource, objects.keys('dataSource'), [...at, 'subscribed', index]);
    }
    checkProject(person, at, complaining);
  }
}

function checkProject(person: TestPerson, at: InputPath, complaining: Complaining): void {
  const { complain, objects } = complaining;
  if (person.project === undefined) {
    if (person.purposes !== undefined) {
      complain([...at, 'purposes'], 'purposes belong to a project: write project: NAME too');
    }
    return;
  }
  known(complaining, 'project', person.project, objects.keys('project'), [...at, 'project']);
  const purposes = objects.get('project', person.project)?.purposes ?? [];
  for (const [index, purpose] of (person.purposes ?? []).entries()) {
    if (purposes.includes(purpose)) continue;
    complain(
      [...at, 'purposes', index],
      `project '${person.project}' has no purpose '${purpose}'${didYouMean(purpose, purposes)}`,
    );
  }
}

function checkCases({ tests }: ReadTestFile, complaining: Complaining): void {
  const { objects } = complaining;
  for (const [index, one] of tests.cases.entries()) {
    const at = ['cases', index];
    if (one.who !== undefined) {
      known(complaining, 'person in this file', one.who, Object.keys(tests.people), [...at, 'who']);
    }
    if (one.user !== undefined) known(complaining, 'user', one.user, objects.keys('user'), [...at, 'user']);
    known(complaining, 'data source', one.dataSource, objects.keys('dataSource'), [...at, 'dataSource']);
    const dataSource = objects.get('dataSource', one.dataSource);
    if (dataSource === undefined) continue;
    const columns = dataSource.columns.map(({ name }) => name);
    for (const name of Object.keys(one.columns ?? {})) {
      known(complaining, 'column', name, columns, [...at, 'columns', name], 'key');
    }
    for (const [row, cells] of (one.sees ?? []).entries()) {
      for (const name of Object.keys(cells)) {
        known(complaining, 'column', name, columns, [...at, 'sees', row, name], 'key');
      }
    }
  }
}

function checkInvariants({ tests }: ReadTestFile, complaining: Complaining): void {
  const { complain, objects } = complaining;
  const tags = [...new Set([...objects.keys('tag'), ...tagsOf(objects).flatMap(withParents)])];
  const groups = [...objects.keys('group')];
  const check = (condition: Condition, path: InputPath): void => {
    for (const mention of conditionMentions(condition, path)) {
      if (!('to' in mention)) continue;
      const names =
        mention.to === 'group'
          ? groups
          : mention.to === 'purpose'
            ? objects.keys('purpose')
            : [...objects.keys('user'), ...Object.keys(tests.people)];
      known(complaining, mention.to, mention.name, names, mention.path);
    }
  };
  for (const [index, one] of tests.always.entries()) {
    const at = ['always', index];
    const [sources, key] = 'of' in one ? [one.of, 'of'] : [one.dataSources ?? [], 'dataSources'];
    for (const [position, name] of sources.entries()) {
      known(complaining, 'data source', name, objects.keys('dataSource'), [...at, key, position]);
    }
    if ('only' in one) check(one.only, [...at, 'only']);
    if ('everyRow' in one) check(one.everyRow, [...at, 'everyRow']);
    if ('notMoreThan' in one) check(one.notMoreThan.who, [...at, 'notMoreThan', 'who']);
    const [columns, columnsKey] =
      'raw' in one ? [one.raw, 'raw'] : 'clearer' in one ? [one.clearer, 'clearer'] : [{}, ''];
    for (const [position, tag] of (columns.tags ?? []).entries()) {
      if (tags.includes(tag)) continue;
      complain([...at, columnsKey, 'tags', position], `there is no tag '${tag}'${didYouMean(tag, tags)}`);
    }
  }
}

const tagsOf = (objects: MemoryObjects): readonly string[] =>
  objects.all('dataSource').flatMap(({ tags, columns }) => [...tags, ...columns.flatMap((one) => one.tags)]);

/** A raw table that the world knows. */
interface KnownTable {
  readonly parts: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** The raw tables of the world by their canonical names, and the data sources that stand for them. */
function knownTables(objects: MemoryObjects): {
  readonly tables: ReadonlyMap<string, KnownTable>;
  readonly byDataSource: ReadonlyMap<string, string>;
} {
  const tables = new Map<string, KnownTable>();
  const byDataSource = new Map<string, string>();
  const add = (text: string, columns: KnownTable['columns']): string | undefined => {
    const parts = partsOfText(text);
    if (parts === undefined) return undefined;
    const key = canonicalTable(parts);
    const before = tables.get(key)?.columns ?? [];
    const more = columns.filter(({ name }) => !before.some((one) => fold(one.name) === fold(name)));
    tables.set(key, { parts, columns: [...before, ...more] });
    return key;
  };
  const standing = (one: DataSource): void => {
    const columns = one.columns.filter(({ gone }) => !gone);
    const key = one.table === undefined ? undefined : add(one.table, columns);
    if (key !== undefined) byDataSource.set(formatDataSourceName(one), key);
    for (const { table, columns: read } of one.reads ?? []) add(table, read);
  };
  objects.all('dataSource').forEach(standing);
  for (const { table, columns } of objects.all('lookupTable')) add(table, columns);
  return { tables, byDataSource };
}

function tablesOf({ tests }: ReadTestFile, complaining: Complaining): readonly RawTable[] {
  const { complain, objects } = complaining;
  const { tables, byDataSource } = knownTables(objects);
  return Object.entries(tests.rows).flatMap(([name, rows]): readonly RawTable[] => {
    const parts = partsOfText(name);
    const key = byDataSource.get(name) ?? (parts && canonicalTable(parts));
    const table = key === undefined ? undefined : tables.get(key);
    if (table === undefined) {
      const isQuery = objects.get('dataSource', name)?.query !== undefined;
      const names = [...byDataSource.keys(), ...[...tables.values()].map((one) => one.parts.join('.'))];
      complain(
        ['rows', name],
        isQuery
          ? `data source '${name}' is a query: give rows of the tables that it reads`
          : `the world has no table or data source '${name}'${didYouMean(name, names)}`,
        'key',
      );
      return [];
    }
    const columns = table.columns.map((column) => ({
      name: column.name,
      type: trinoTypes.readType(column.type),
    }));
    const read = rows.map((row, index) => rowOf(row, columns, ['rows', name, index], complaining));
    return [
      {
        name: table.parts,
        columns: columns.flatMap(({ name: column, type }) =>
          type === undefined ? [] : [{ name: column, type }],
        ),
        rows: read.map((cells) => cells.filter((_, at) => columns[at]?.type !== undefined)),
      },
    ];
  });
}

function rowOf(
  row: Readonly<Record<string, unknown>>,
  columns: readonly { readonly name: string; readonly type: DataType | undefined }[],
  path: InputPath,
  complaining: Complaining,
): readonly Value[] {
  const names = columns.map(({ name }) => name);
  for (const name of Object.keys(row)) known(complaining, 'column', name, names, [...path, name], 'key');
  return columns.map(({ name, type }) => {
    if (type === undefined || !Object.hasOwn(row, name)) return null;
    const read = readCell(row[name], trinoType(type));
    if ('value' in read) return read.value;
    complaining.complain([...path, name], `column '${name}': ${read.problem}`);
    return null;
  });
}
